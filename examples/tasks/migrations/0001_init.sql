-- Tables of tasks.

create table users (
    id blob not null,
    email text not null,
    password text not null,
    full_name text,
    is_active integer not null default 1,
    role text not null default 'user',
    created_at integer not null,
    updated_at integer not null,
    constraint users_pkey primary key (id),
    constraint users_email_check check (length(email) between 1 and 254),
    constraint users_full_name_check check (length(full_name) <= 255),
    constraint users_is_active_check check (is_active in (0, 1)),
    constraint users_role_check check (role in ('user', 'admin'))
) strict;

create unique index users_email_key on users (email);

create table tasks (
    id blob not null,
    title text not null,
    description text,
    completed integer not null default 0,
    due_on text,
    owner_id blob not null,
    created_at integer not null,
    updated_at integer not null,
    constraint tasks_pkey primary key (id),
    constraint tasks_owner_id_fkey foreign key (owner_id) references users (id) on delete cascade,
    constraint tasks_title_check check (length(title) between 1 and 200),
    constraint tasks_description_check check (length(description) <= 65536),
    constraint tasks_completed_check check (completed in (0, 1))
) strict;

create index tasks_completed_idx on tasks (completed);
create index tasks_owner_id_id_idx on tasks (owner_id, id);

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
