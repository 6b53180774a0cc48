-- Tables of shop.

create table users (
    id uuid not null default gen_random_uuid(),
    email varchar(254) not null,
    password text not null,
    first_name varchar(100) not null,
    last_name varchar(100) not null,
    role text not null default 'user',
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint users_pkey primary key (id),
    constraint users_email_key unique (email),
    constraint users_email_check check (char_length(email) >= 1),
    constraint users_first_name_check check (char_length(first_name) >= 1),
    constraint users_last_name_check check (char_length(last_name) >= 1),
    constraint users_role_check check (role in ('user', 'admin', 'guest'))
);

create table products (
    id uuid not null default gen_random_uuid(),
    name varchar(200) not null,
    description text,
    price numeric(10, 2) not null,
    stock integer not null default 0,
    image_url varchar(2048),
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint products_pkey primary key (id),
    constraint products_name_check check (char_length(name) >= 1),
    constraint products_description_check check (char_length(description) <= 65536),
    constraint products_price_check check (price >= 0.00),
    constraint products_stock_check check (stock >= 0),
    constraint products_image_url_check check (char_length(image_url) >= 1)
);

create index products_name_idx on products (name);

create table orders (
    id uuid not null default gen_random_uuid(),
    user_id uuid not null,
    status text not null default 'pending',
    total numeric(10, 2) not null default 0.00,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint orders_pkey primary key (id),
    constraint orders_user_id_fkey foreign key (user_id) references users (id) on delete cascade,
    constraint orders_status_check check (status in ('pending', 'processing', 'shipped', 'delivered', 'cancelled')),
    constraint orders_total_check check (total >= 0.00)
);

create index orders_status_idx on orders (status);
create index orders_user_id_id_idx on orders (user_id, id);

create table order_items (
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    product_id uuid not null,
    quantity integer not null,
    price numeric(10, 2) not null default 0.00,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint order_items_pkey primary key (id),
    constraint order_items_order_id_product_id_key unique (order_id, product_id),
    constraint order_items_order_id_fkey foreign key (order_id) references orders (id) on delete cascade,
    constraint order_items_product_id_fkey foreign key (product_id) references products (id),
    constraint order_items_quantity_check check (quantity >= 1),
    constraint order_items_price_check check (price >= 0.00)
);

create index order_items_order_id_id_idx on order_items (order_id, id);
create index order_items_product_id_id_idx on order_items (product_id, id);

create table auth_sessions (
    id uuid not null,
    account_id uuid not null,
    created_at timestamptz not null,
    last_used_at timestamptz not null,
    expires_at timestamptz not null,
    user_agent varchar(200),
    address varchar(45),
    constraint auth_sessions_pkey primary key (id),
    constraint auth_sessions_account_id_fkey foreign key (account_id) references users (id) on delete cascade
);

create index auth_sessions_account_id_idx on auth_sessions (account_id);
create index auth_sessions_expires_at_idx on auth_sessions (expires_at);

create table auth_refresh_tokens (
    hash bytea not null,
    session_id uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    constraint auth_refresh_tokens_pkey primary key (hash),
    constraint auth_refresh_tokens_session_id_fkey foreign key (session_id) references auth_sessions (id) on delete cascade,
    constraint auth_refresh_tokens_hash_check check (octet_length(hash) = 32)
);

create index auth_refresh_tokens_session_id_idx on auth_refresh_tokens (session_id);

create table auth_mail_tokens (
    hash bytea not null,
    account_id uuid not null,
    purpose varchar(20) not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    constraint auth_mail_tokens_pkey primary key (hash),
    constraint auth_mail_tokens_account_id_fkey foreign key (account_id) references users (id) on delete cascade,
    constraint auth_mail_tokens_hash_check check (octet_length(hash) = 32),
    constraint auth_mail_tokens_purpose_check check (char_length(purpose) >= 1)
);

create index auth_mail_tokens_account_id_idx on auth_mail_tokens (account_id);
create index auth_mail_tokens_expires_at_idx on auth_mail_tokens (expires_at);
