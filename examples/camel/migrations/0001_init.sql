-- Tables of meeting-rooms.

create table rooms (
    id uuid not null default gen_random_uuid(),
    display_name varchar(80) not null,
    seat_count integer not null,
    has_video boolean not null default false,
    opening_hours jsonb,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint rooms_pkey primary key (id),
    constraint rooms_display_name_key unique (display_name),
    constraint rooms_display_name_check check (char_length(display_name) >= 1),
    constraint rooms_seat_count_check check (seat_count between 1 and 500)
);

comment on table rooms is 'A room that can be booked.';

create table bookings (
    id uuid not null default gen_random_uuid(),
    room_id uuid not null,
    booked_by varchar(254) not null,
    starts_at timestamptz not null,
    ends_at timestamptz not null,
    booking_state text not null default 'requested',
    labels varchar(20)[] not null default '{}',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint bookings_pkey primary key (id),
    constraint bookings_room_id_starts_at_key unique (room_id, starts_at),
    constraint bookings_room_id_fkey foreign key (room_id) references rooms (id) on delete cascade,
    constraint bookings_booked_by_check check (char_length(booked_by) >= 1),
    constraint bookings_booking_state_check check (booking_state in ('requested', 'confirmed', 'cancelled')),
    constraint bookings_labels_check check (cardinality(labels) <= 100 and array_position(labels, null) is null),
    constraint bookings_ends_after_start_check check (ends_at > starts_at)
);

create index bookings_starts_at_idx on bookings (starts_at);
create index bookings_room_id_id_idx on bookings (room_id, id);

comment on table bookings is 'A span of time in which a room is taken.';
