-- Tables of blog.

-- Someone who writes or comments.
create table users (
    id blob not null,
    email text not null,
    password text not null,
    name text not null,
    role text not null default 'author',
    is_active integer not null default 1,
    created_at integer not null,
    updated_at integer not null,
    constraint users_pkey primary key (id),
    constraint users_email_check check (length(email) between 1 and 254),
    constraint users_name_check check (length(name) between 1 and 80),
    constraint users_role_check check (role in ('author', 'admin')),
    constraint users_is_active_check check (is_active in (0, 1))
) strict;

create unique index users_email_key on users (email);

-- An article on the blog.
create table posts (
    id blob not null,
    title text not null,
    slug text not null,
    body text not null,
    status text not null default 'draft',
    rating integer,
    published_at integer,
    author_id blob not null,
    created_at integer not null,
    updated_at integer not null,
    constraint posts_pkey primary key (id),
    constraint posts_author_id_fkey foreign key (author_id) references users (id) on delete cascade,
    constraint posts_title_check check (length(title) between 3 and 200),
    constraint posts_slug_check check (length(slug) between 1 and 100),
    constraint posts_body_check check (length(body) between 10 and 65536),
    constraint posts_status_check check (status in ('draft', 'published', 'archived')),
    constraint posts_rating_check check (rating between 0 and 100)
) strict;

create unique index posts_slug_key on posts (slug);
create index posts_status_idx on posts (status);
create index posts_published_at_idx on posts (published_at);
create index posts_author_id_created_at_idx on posts (author_id, created_at desc);
create index posts_author_id_id_idx on posts (author_id, id);

create table comments (
    id blob not null,
    body text not null,
    post_id blob not null,
    author_id blob not null,
    parent_id blob,
    created_at integer not null,
    updated_at integer not null,
    constraint comments_pkey primary key (id),
    constraint comments_post_id_fkey foreign key (post_id) references posts (id) on delete cascade,
    constraint comments_author_id_fkey foreign key (author_id) references users (id) on delete cascade,
    constraint comments_parent_id_fkey foreign key (parent_id) references comments (id) on delete cascade,
    constraint comments_body_check check (length(body) between 1 and 2000)
) strict;

create index comments_post_id_id_idx on comments (post_id, id);
create index comments_author_id_id_idx on comments (author_id, id);
create index comments_parent_id_id_idx on comments (parent_id, id);

create table tags (
    id blob not null,
    name text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint tags_pkey primary key (id),
    constraint tags_name_check check (length(name) between 1 and 40)
) strict;

create unique index tags_name_key on tags (name);

create table auth_sessions (
    id blob not null,
    account_id blob not null,
    created_at integer not null,
    last_used_at integer not null,
    expires_at integer not null,
    user_agent text,
    address text,
    constraint auth_sessions_pkey primary key (id),
    constraint auth_sessions_account_id_fkey foreign key (account_id) references users (id) on delete cascade,
    constraint auth_sessions_user_agent_check check (length(user_agent) <= 200),
    constraint auth_sessions_address_check check (length(address) <= 45)
) strict;

create index auth_sessions_account_id_idx on auth_sessions (account_id);
create index auth_sessions_expires_at_idx on auth_sessions (expires_at);

create table auth_refresh_tokens (
    hash blob not null,
    session_id blob not null,
    created_at integer not null,
    expires_at integer not null,
    used_at integer,
    constraint auth_refresh_tokens_pkey primary key (hash),
    constraint auth_refresh_tokens_session_id_fkey foreign key (session_id) references auth_sessions (id) on delete cascade,
    constraint auth_refresh_tokens_hash_check check (length(hash) = 32)
) strict;

create index auth_refresh_tokens_session_id_idx on auth_refresh_tokens (session_id);

create table auth_mail_tokens (
    hash blob not null,
    account_id blob not null,
    purpose text not null,
    created_at integer not null,
    expires_at integer not null,
    constraint auth_mail_tokens_pkey primary key (hash),
    constraint auth_mail_tokens_account_id_fkey foreign key (account_id) references users (id) on delete cascade,
    constraint auth_mail_tokens_hash_check check (length(hash) = 32),
    constraint auth_mail_tokens_purpose_check check (length(purpose) between 1 and 20)
) strict;

create index auth_mail_tokens_account_id_idx on auth_mail_tokens (account_id);
create index auth_mail_tokens_expires_at_idx on auth_mail_tokens (expires_at);

create table posts_tags (
    post_id blob not null,
    tag_id blob not null,
    constraint posts_tags_pkey primary key (post_id, tag_id),
    constraint posts_tags_post_id_fkey foreign key (post_id) references posts (id) on delete cascade,
    constraint posts_tags_tag_id_fkey foreign key (tag_id) references tags (id) on delete cascade
) strict, without rowid;

create index posts_tags_tag_id_idx on posts_tags (tag_id);
