-- Tables of minimal.

create table notes (
    id blob not null,
    title text not null,
    body text,
    created_at integer not null,
    updated_at integer not null,
    constraint notes_pkey primary key (id),
    constraint notes_title_check check (length(title) between 1 and 120),
    constraint notes_body_check check (length(body) <= 65536)
) strict;
