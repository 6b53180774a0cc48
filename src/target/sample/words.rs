//! The vocabulary: what a member of a given name may well hold.

/// Endings of member names, and what stands there. The first that fits counts.
const BY_NAME: &[(&[&str], &[&str])] = &[
    (&["first_name", "given_name", "forename"], &["Ada", "Grace", "Alan", "Katherine", "Edsger"]),
    (&["last_name", "family_name", "surname"], &["Lovelace", "Hopper", "Turing", "Johnson", "Dijkstra"]),
    (&["username", "user_name", "login", "handle", "nickname", "nick"], &["ada", "grace", "alan", "katherine"]),
    (&["full_name", "display_name", "customer_name", "contact_name", "author_name"], PEOPLE),
    (&["company", "company_name", "organisation", "organization", "employer", "vendor", "supplier"], COMPANIES),
    (&["title", "headline", "subject", "caption"], TITLES),
    (&["city", "town", "place", "location"], &["Lisbon", "Bergen", "Kyoto", "Oaxaca", "Tartu"]),
    (&["country", "nation"], &["Portugal", "Norway", "Japan", "Mexico", "Estonia"]),
    (&["state", "region", "province", "county"], &["Alentejo", "Vestland", "Kansai", "Tartumaa"]),
    (&["street", "address", "address_line", "line1"], &["12 Harbour Road", "7 Mill Lane", "31 Station Street"]),
    (&["postcode", "postal_code", "zip", "zip_code"], &["1100-148", "5003", "605-0862", "51003"]),
    (&["email", "mail"], &["ada@example.com", "grace@example.com", "alan@example.com"]),
    (&["phone", "mobile", "fax", "phone_number"], &["+12025550100", "+12025550101", "+12025550102"]),
    (
        &["url", "link", "website", "homepage", "image", "avatar"],
        &["https://example.com/one", "https://example.com/two"],
    ),
    (&["language", "lang", "locale"], &["en", "de", "pt", "ja"]),
    (&["currency"], &["EUR", "USD", "JPY"]),
    (&["timezone", "time_zone"], &["Europe/Lisbon", "Asia/Tokyo", "America/New_York"]),
    (&["color", "colour"], &["green", "indigo", "amber"]),
    (&["sku", "code", "reference", "serial", "barcode", "number", "isbn"], &["AB-1001", "CD-2002", "EF-3003"]),
    (&["description", "summary", "abstract", "excerpt", "bio", "about"], SENTENCES),
    (&["body", "content", "text", "message", "comment", "note", "notes", "remark", "remarks", "review"], SENTENCES),
    (&["job", "role", "occupation", "profession", "position"], &["gardener", "engineer", "librarian"]),
    (&["version"], &["1.0.0", "1.1.0", "2.0.0"]),
    (&["file", "filename", "file_name", "path"], &["harbour.jpg", "minutes.pdf", "budget.csv"]),
    (&["slug", "key"], &["walk-in-the-rain", "long-way-home", "notes-on-bread"]),
    (&["unit"], &["kg", "m", "pcs"]),
    (&["tag", "label", "topic", "genre", "category"], TOPICS),
    (&["brand", "manufacturer"], COMPANIES),
];

/// What a plain `name` holds, by words of its entity's name.
const BY_ENTITY: &[(&[&str], &[&str])] = &[
    (&["user", "author", "person", "customer", "member", "employee", "contact", "student", "teacher"], PEOPLE),
    (&["account", "artist", "patient", "doctor", "player", "owner", "guest", "reader", "actor"], PEOPLE),
    (&["tag", "label", "topic", "genre", "category"], TOPICS),
    (&["company", "organisation", "organization", "vendor", "supplier", "brand", "team", "publisher"], COMPANIES),
    (&["product", "item", "article", "good"], &["Walnut desk", "Linen shirt", "Copper kettle", "Oak stool"]),
    (&["city", "town", "place", "location", "venue"], &["Lisbon", "Bergen", "Kyoto", "Oaxaca", "Tartu"]),
    (&["country"], &["Portugal", "Norway", "Japan", "Mexico", "Estonia"]),
    (&["project", "task", "event", "book", "film", "album", "track", "course"], TITLES),
];

const PEOPLE: &[&str] = &["Ada Lovelace", "Grace Hopper", "Alan Turing", "Katherine Johnson", "Edsger Dijkstra"];
const COMPANIES: &[&str] = &["Northwind", "Blue Harbour", "Alder and Sons", "Mill Street Press"];
const TITLES: &[&str] = &["A walk in the rain", "Letters from the harbour", "The long way home", "Notes on bread"];
const TOPICS: &[&str] = &["travel", "cooking", "music", "gardening", "history"];
const SENTENCES: &[&str] = &[
    "The ferry leaves at nine and comes back at five.",
    "Bread needs time more than it needs work.",
    "It rained all week, and nobody minded.",
];
const PLAIN: &[&str] = &["alder", "birch", "cedar", "hazel"];

/// Phrases for a text member, the most fitting ones; never empty.
pub fn phrases(entity: &str, field: &str, long: bool) -> &'static [&'static str] {
    let ends =
        |name: &str, word: &str| name.strip_suffix(word).is_some_and(|rest| rest.is_empty() || rest.ends_with('_'));
    let one = field.strip_suffix('s').unwrap_or(field);
    let named = BY_NAME.iter().find(|(words, _)| words.iter().any(|word| ends(field, word) || ends(one, word)));
    if let Some((_, phrases)) = named {
        return phrases;
    }
    if long {
        return SENTENCES;
    }
    if !ends(field, "name") {
        return PLAIN;
    }
    let of_entity = BY_ENTITY.iter().find(|(words, _)| words.iter().any(|word| ends(entity, word)));
    of_entity.map_or(TITLES, |(_, phrases)| phrases)
}
