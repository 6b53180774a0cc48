-- Tables of kitchen-sink.

-- Somebody the museum knows.
create table people (
    id blob not null,
    given_name text,
    family_name text not null,
    email text not null,
    homepage text,
    handle text not null,
    phone text,
    last_ip text,
    country text not null default 'DE',
    currency text not null default 'EUR',
    favourite_color text not null default '#1e90ff',
    pass_phrase text not null,
    access_code text,
    points integer not null default 0,
    origin text not null default 'front desk',
    mentor_id blob,
    created_at integer not null,
    updated_at integer not null,
    constraint people_pkey primary key (id),
    constraint people_mentor_id_fkey foreign key (mentor_id) references people (id) on delete set null,
    constraint people_given_name_check check (length(given_name) <= 80),
    constraint people_family_name_check check (length(family_name) between 1 and 80),
    constraint people_email_check check (length(email) between 1 and 254),
    constraint people_homepage_check check (length(homepage) between 1 and 2048),
    constraint people_handle_check check (length(handle) between 3 and 30),
    constraint people_phone_check check (length(phone) between 1 and 16),
    constraint people_last_ip_check check (length(last_ip) between 1 and 45),
    constraint people_country_check check (length(country) = 2),
    constraint people_currency_check check (length(currency) = 3),
    constraint people_favourite_color_check check (length(favourite_color) = 7),
    constraint people_access_code_check check (length(access_code) between 6 and 12),
    constraint people_origin_check check (length(origin) <= 20)
) strict;

create unique index people_email_key on people (email);
create unique index people_handle_key on people (handle);
create unique index people_family_name_given_name_phone_key on people (family_name, given_name, phone);
create index people_mentor_id_id_idx on people (mentor_id, id);

-- Admission for one visitor. "Keep it" \ until you leave — 100 % {valid}.
create table tickets (
    id blob not null,
    -- Printed on the ticket, such as `AB1234`.
    number text not null,
    -- In euros; </script> *bold* | pipes | are text.
    price integer not null default 1250,
    zone integer not null default 1,
    rating text not null default 'PG-13',
    valid_from integer not null,
    valid_until integer,
    -- The default is the spec's own SQL.
    printed_by text not null default ('printer'),
    extras text not null default '{"audio_guide":true,"languages":["de","en"]}',
    companions text not null default '[]',
    -- The type is the spec's own SQL.
    paper_g_per_sqm integer not null default 90,
    holder_id blob not null,
    created_at integer not null,
    updated_at integer not null,
    constraint tickets_pkey primary key (id),
    constraint tickets_holder_id_fkey foreign key (holder_id) references people (id) on delete cascade,
    constraint tickets_number_check check (length(number) between 4 and 12),
    constraint tickets_price_check check (price between 0 and 25000),
    constraint tickets_rating_check check (rating in ('G', 'PG-13', 'R')),
    constraint tickets_printed_by_check check (length(printed_by) between 2 and 40),
    constraint tickets_extras_check check (json_valid(extras)),
    constraint tickets_companions_check check (json_valid(companions) and json_type(companions) = 'array' and json_array_length(companions) <= 5),
    constraint tickets_valid_for_a_while_check check (valid_until is null or valid_until > valid_from),
    constraint tickets_adults_pay_check check (not (rating = 'R' and price = 0)),
    constraint tickets_zone_in_check check ((zone = 1 or zone = 2) or zone = 3)
) strict;

create unique index tickets_number_key on tickets (number);
create index tickets_holder_id_id_idx on tickets (holder_id, id);

-- A natural key that the client supplies.
create table countries (
    code text not null,
    name text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint countries_pkey primary key (code),
    constraint countries_code_check check (length(code) = 2),
    constraint countries_name_check check (length(name) between 1 and 80)
) strict;

create unique index countries_name_key on countries (name);

-- A composite natural key.
create table shelves (
    room text not null,
    key integer not null,
    "order" integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    constraint shelves_pkey primary key (room, key),
    constraint shelves_room_check check (length(room) between 1 and 10),
    constraint shelves_key_check check (key >= 1)
) strict;

-- A thing of the collection.
-- */ "quotes", `backticks`, {braces}, {{ 7 * 7 }}, $dollars and ; -- dashes are only text here.
create table artifacts (
    id blob not null,
    title text not null,
    label text not null,
    notes text,
    shelf_level integer not null default 1,
    visitors integer not null default 0,
    serial integer,
    weight real,
    height_cm integer,
    insured integer not null default 0,
    acquired_on text,
    shown_at text not null default '10:00:00.000000',
    scanned_at integer not null,
    last_dusted integer,
    dusting_takes integer not null default 900000000,
    tag blob not null,
    properties text not null default '{}',
    thumbnail blob,
    condition text not null default 'good',
    visibility text not null default 'draft',
    keywords text not null default '[]',
    open_days text not null default '[]',
    measurements text not null default '[]',
    shelf_room text,
    shelf_key integer,
    maker_id blob,
    created_at integer not null,
    updated_at integer not null,
    constraint artifacts_pkey primary key (id),
    constraint artifacts_shelf_room_shelf_key_fkey foreign key (shelf_room, shelf_key) references shelves (room, key) on delete set null,
    constraint artifacts_maker_id_fkey foreign key (maker_id) references people (id),
    constraint artifacts_title_check check (length(title) between 1 and 200),
    constraint artifacts_label_check check (length(label) = 8),
    constraint artifacts_notes_check check (length(notes) <= 5000),
    constraint artifacts_shelf_level_check check (shelf_level between -2 and 40),
    constraint artifacts_visitors_check check (visitors >= 0),
    constraint artifacts_weight_check check (weight >= 0.0),
    constraint artifacts_height_cm_check check (height_cm between 1 and 9999999),
    constraint artifacts_insured_check check (insured in (0, 1)),
    constraint artifacts_acquired_on_check check (acquired_on >= '1750-01-01'),
    constraint artifacts_properties_check check (json_valid(properties)),
    constraint artifacts_thumbnail_check check (length(thumbnail) <= 4096),
    constraint artifacts_condition_check check (condition in ('pristine', 'good', 'worn', 'ruined')),
    constraint artifacts_visibility_check check (visibility in ('draft', 'published', 'archived')),
    constraint artifacts_keywords_check check (json_valid(keywords) and json_type(keywords) = 'array' and json_array_length(keywords) <= 100),
    constraint artifacts_open_days_check check (json_valid(open_days) and json_type(open_days) = 'array' and json_array_length(open_days) <= 100),
    constraint artifacts_measurements_check check (json_valid(measurements) and json_type(measurements) = 'array' and json_array_length(measurements) <= 6),
    constraint artifacts_dusted_after_scan_or_never_check check (last_dusted is null or shelf_level >= 0),
    constraint artifacts_heavy_things_stand_low_check check ((weight is null or weight < 100.5) or shelf_level <= 3)
) strict;

create index artifacts_visibility_acquired_on_idx on artifacts (visibility, acquired_on desc);
-- The predicate is the spec's own SQL.
create index artifacts_serial_idx on artifacts (serial) where serial is not null;
-- The expression is the spec's own SQL.
create index artifacts_sql_idx on artifacts (lower(title));
create index artifacts_shelf_room_shelf_key_id_idx on artifacts (shelf_room, shelf_key, id);
create index artifacts_maker_id_id_idx on artifacts (maker_id, id);

-- An auto-increment key in a column of another name; the plural is the singular.
create table series (
    series_no integer not null constraint series_pkey primary key autoincrement,
    title text not null,
    country_code text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint series_country_code_fkey foreign key (country_code) references countries (code),
    constraint series_title_check check (length(title) between 1 and 120)
) strict;

create unique index series_title_key on series (title);
create index series_country_code_series_no_idx on series (country_code, series_no);

-- A key shared with another row.
create table passports (
    holder_id blob not null,
    number text not null,
    issued_by_code text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint passports_pkey primary key (holder_id),
    constraint passports_holder_id_fkey foreign key (holder_id) references people (id) on delete cascade,
    constraint passports_issued_by_code_fkey foreign key (issued_by_code) references countries (code),
    constraint passports_number_check check (length(number) between 5 and 20)
) strict;

create unique index passports_number_key on passports (number);
create index passports_issued_by_code_holder_id_idx on passports (issued_by_code, holder_id);

-- A composite key of relations, one of them to a composite key.
create table placements (
    artifact_id blob not null,
    shelf_room text not null,
    shelf_key integer not null,
    remark text,
    placed_at integer not null,
    constraint placements_pkey primary key (artifact_id, shelf_room, shelf_key),
    constraint placements_artifact_id_fkey foreign key (artifact_id) references artifacts (id) on delete cascade,
    constraint placements_shelf_room_shelf_key_fkey foreign key (shelf_room, shelf_key) references shelves (room, key) on delete cascade,
    constraint placements_remark_check check (length(remark) <= 255)
) strict;

create index placements_shelf_room_shelf_key_artifact_id_idx on placements (shelf_room, shelf_key, artifact_id);

-- Points at a composite key and at a unique one.
create table audits (
    id blob not null,
    placement_artifact_id blob,
    placement_shelf_room text,
    placement_shelf_key integer,
    inspector text not null,
    found integer not null,
    constraint audits_pkey primary key (id),
    constraint audits_placement_artifact_id_placement_shelf_room_67956193_fkey foreign key (placement_artifact_id, placement_shelf_room, placement_shelf_key) references placements (artifact_id, shelf_room, shelf_key) on delete cascade,
    constraint audits_inspector_fkey foreign key (inspector) references people (handle),
    constraint audits_found_check check (found in (0, 1))
) strict;

create index audits_placement_artifact_id_placement_shelf_room_3630b1a0_idx on audits (placement_artifact_id, placement_shelf_room, placement_shelf_key, id);
create index audits_inspector_id_idx on audits (inspector, id);

-- Many-to-many relations, with and without data of their own.
create table exhibitions (
    id blob not null,
    title text not null,
    opens_on text not null default current_date,
    closes_on text,
    curator_id blob not null,
    deputy_id blob,
    follows_id blob,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    constraint exhibitions_pkey primary key (id),
    constraint exhibitions_curator_id_fkey foreign key (curator_id) references people (id),
    constraint exhibitions_deputy_id_fkey foreign key (deputy_id) references people (id) on delete set null,
    constraint exhibitions_follows_id_fkey foreign key (follows_id) references exhibitions (id),
    constraint exhibitions_title_check check (length(title) between 3 and 120),
    constraint exhibitions_closes_after_opening_check check (closes_on is null or closes_on >= opens_on)
) strict;

create unique index exhibitions_title_key on exhibitions (title) where deleted_at is null;
create index exhibitions_curator_id_id_idx on exhibitions (curator_id, id);
create index exhibitions_deputy_id_id_idx on exhibitions (deputy_id, id);
create index exhibitions_follows_id_id_idx on exhibitions (follows_id, id);

-- The join entity of exhibitions and artifacts.
create table loans (
    id blob not null,
    exhibition_id blob not null,
    artifact_id blob not null,
    insured_for integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    constraint loans_pkey primary key (id),
    constraint loans_exhibition_id_fkey foreign key (exhibition_id) references exhibitions (id) on delete cascade,
    constraint loans_artifact_id_fkey foreign key (artifact_id) references artifacts (id),
    constraint loans_insured_for_check check (insured_for >= 0)
) strict;

create unique index loans_exhibition_id_artifact_id_key on loans (exhibition_id, artifact_id);
create index loans_exhibition_id_id_idx on loans (exhibition_id, id);
create index loans_artifact_id_id_idx on loans (artifact_id, id);

-- A tree, and links to its own kind.
create table topics (
    id blob not null,
    name text not null,
    parent_id blob,
    created_at integer not null,
    updated_at integer not null,
    constraint topics_pkey primary key (id),
    constraint topics_parent_id_fkey foreign key (parent_id) references topics (id) on delete cascade,
    constraint topics_name_check check (length(name) between 1 and 60)
) strict;

create unique index topics_name_key on topics (name);
create index topics_parent_id_id_idx on topics (parent_id, id);

-- One-to-one.
create table guides (
    id blob not null,
    person_id blob not null,
    exhibition_id blob,
    languages text not null default '[]',
    created_at integer not null,
    updated_at integer not null,
    constraint guides_pkey primary key (id),
    constraint guides_person_id_fkey foreign key (person_id) references people (id) on delete cascade,
    constraint guides_exhibition_id_fkey foreign key (exhibition_id) references exhibitions (id) on delete set null,
    constraint guides_languages_check check (json_valid(languages) and json_type(languages) = 'array' and json_array_length(languages) <= 100)
) strict;

create unique index guides_person_id_key on guides (person_id);
create index guides_exhibition_id_id_idx on guides (exhibition_id, id);

-- A reserved SQL word, and fields that are reserved words too.
create table orders (
    id blob not null,
    type text not null default 'shop',
    "group" text,
    "select" integer not null default 0,
    self text,
    user_id blob not null,
    placed integer not null,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    constraint orders_pkey primary key (id),
    constraint orders_user_id_fkey foreign key (user_id) references people (id),
    constraint orders_type_check check (length(type) between 1 and 20),
    constraint orders_group_check check (length("group") <= 255),
    constraint orders_select_check check ("select" in (0, 1)),
    constraint orders_self_check check (length(self) <= 255)
) strict;

create index orders_type_idx on orders (type);
create index orders_user_id_id_idx on orders (user_id, id);

create table order_items (
    id blob not null,
    order_id blob not null,
    part_of_id blob,
    quantity integer not null default 1,
    "where" text,
    created_at integer not null,
    updated_at integer not null,
    deleted_at integer,
    constraint order_items_pkey primary key (id),
    constraint order_items_order_id_fkey foreign key (order_id) references orders (id) on delete cascade,
    constraint order_items_part_of_id_fkey foreign key (part_of_id) references order_items (id) on delete cascade,
    constraint order_items_quantity_check check (quantity between 1 and 999),
    constraint order_items_where_check check (length("where") <= 40)
) strict;

create index order_items_order_id_id_idx on order_items (order_id, id);
create index order_items_part_of_id_id_idx on order_items (part_of_id, id);

create table invoices (
    id blob not null,
    order_id blob not null,
    total integer not null,
    number text,
    created_at integer not null,
    updated_at integer not null,
    constraint invoices_pkey primary key (id),
    constraint invoices_order_id_fkey foreign key (order_id) references orders (id),
    constraint invoices_total_check check (total >= 0),
    constraint invoices_number_check check (length(number) between 1 and 20)
) strict;

create unique index invoices_number_key on invoices (number);
create index invoices_order_id_id_idx on invoices (order_id, id);

-- Deleted with its order, and for good.
create table notes (
    id blob not null,
    order_id blob not null,
    body text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint notes_pkey primary key (id),
    constraint notes_order_id_fkey foreign key (order_id) references orders (id) on delete cascade,
    constraint notes_body_check check (length(body) between 1 and 2000)
) strict;

create table options (
    id blob not null,
    name text not null,
    "some" text,
    none integer not null default 0,
    created_at integer not null,
    updated_at integer not null,
    constraint options_pkey primary key (id),
    constraint options_name_check check (length(name) between 1 and 40),
    constraint options_some_check check (length("some") <= 255),
    constraint options_none_check check (none in (0, 1))
) strict;

create unique index options_name_key on options (name);

create table results (
    id blob not null,
    ok integer not null,
    err text,
    option_id blob not null,
    created_at integer not null,
    updated_at integer not null,
    constraint results_pkey primary key (id),
    constraint results_option_id_fkey foreign key (option_id) references options (id),
    constraint results_ok_check check (ok in (0, 1)),
    constraint results_err_check check (length(err) <= 255)
) strict;

create index results_option_id_id_idx on results (option_id, id);

create table pages (
    id blob not null,
    title text not null,
    cursor text,
    "limit" integer not null default 20,
    created_at integer not null,
    updated_at integer not null,
    constraint pages_pkey primary key (id),
    constraint pages_title_check check (length(title) between 1 and 80),
    constraint pages_cursor_check check (length(cursor) <= 255)
) strict;

create table errors (
    id blob not null,
    code integer not null,
    message text not null,
    match text,
    created_at integer not null,
    updated_at integer not null,
    constraint errors_pkey primary key (id),
    constraint errors_message_check check (length(message) between 1 and 200),
    constraint errors_match_check check (length(match) <= 255)
) strict;

create table storage_boxes (
    id blob not null,
    async integer not null default 0,
    crate text,
    contents text not null,
    box_id blob,
    created_at integer not null,
    updated_at integer not null,
    constraint storage_boxes_pkey primary key (id),
    constraint storage_boxes_box_id_fkey foreign key (box_id) references storage_boxes (id),
    constraint storage_boxes_async_check check (async in (0, 1)),
    constraint storage_boxes_crate_check check (length(crate) <= 255),
    constraint storage_boxes_contents_check check (length(contents) between 1 and 100)
) strict;

create index storage_boxes_box_id_id_idx on storage_boxes (box_id, id);

-- Plural already.
create table settings (
    id blob not null,
    name text not null,
    value text not null,
    created_at integer not null,
    updated_at integer not null,
    constraint settings_pkey primary key (id),
    constraint settings_name_check check (length(name) between 1 and 40),
    constraint settings_value_check check (json_valid(value))
) strict;

create unique index settings_name_key on settings (name);

create table news_items (
    id blob not null,
    headline text not null,
    body text not null,
    published_at integer,
    created_at integer not null,
    updated_at integer not null,
    constraint news_items_pkey primary key (id),
    constraint news_items_headline_check check (length(headline) between 1 and 140),
    constraint news_items_body_check check (length(body) <= 65536)
) strict;

create index news_items_published_at_idx on news_items (published_at);

create table exhibitions_topics (
    exhibition_id blob not null,
    topic_id blob not null,
    constraint exhibitions_topics_pkey primary key (exhibition_id, topic_id),
    constraint exhibitions_topics_exhibition_id_fkey foreign key (exhibition_id) references exhibitions (id) on delete cascade,
    constraint exhibitions_topics_topic_id_fkey foreign key (topic_id) references topics (id) on delete cascade
) strict, without rowid;

create index exhibitions_topics_topic_id_idx on exhibitions_topics (topic_id);

create table exhibitions_countries (
    exhibition_id blob not null,
    country_code text not null,
    constraint exhibitions_countries_pkey primary key (exhibition_id, country_code),
    constraint exhibitions_countries_exhibition_id_fkey foreign key (exhibition_id) references exhibitions (id) on delete cascade,
    constraint exhibitions_countries_country_code_fkey foreign key (country_code) references countries (code) on delete cascade
) strict, without rowid;

create index exhibitions_countries_country_code_idx on exhibitions_countries (country_code);

create table topics_related (
    topic_id blob not null,
    related_id blob not null,
    constraint topics_related_pkey primary key (topic_id, related_id),
    constraint topics_related_topic_id_fkey foreign key (topic_id) references topics (id) on delete cascade,
    constraint topics_related_related_id_fkey foreign key (related_id) references topics (id) on delete cascade
) strict, without rowid;

create index topics_related_related_id_idx on topics_related (related_id);
