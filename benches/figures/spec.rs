//! Specs of any size, with entities as people write them.

use std::fmt::Write;

const ADJECTIVES: [&str; 20] = [
    "Amber", "Blue", "Bright", "Calm", "Coral", "Dark", "Early", "Fresh", "Golden", "Green", "Heavy", "Ivory", "Late",
    "Light", "Quiet", "Red", "Silver", "Swift", "Warm", "White",
];
const NOUNS: [&str; 25] = [
    "Basket", "Bridge", "Camera", "Candle", "Carpet", "Engine", "Forest", "Garden", "Guitar", "Hammer", "Invoice",
    "Ladder", "Lesson", "Letter", "Market", "Mirror", "Museum", "Parcel", "Pillow", "Planet", "Recipe", "River",
    "Ticket", "Tower", "Window",
];

/// Eight fields each, every fifth with links, a way back from each but the last.
pub fn of(entities: usize) -> String {
    let mut text = "scaffold: 1\nname: synthetic\n\nenums:\n".to_owned();
    for index in 0..entities.div_ceil(10) {
        let _ = writeln!(text, "  State{index}: [draft, open, waiting, closed]");
    }
    text.push_str("\nentities:\n");
    for index in 0..entities {
        entity(&mut text, index);
    }
    text
}

fn name(index: usize) -> String {
    format!("{}{}", ADJECTIVES[index / NOUNS.len()], NOUNS[index % NOUNS.len()])
}

fn entity(text: &mut String, index: usize) {
    let state = index / 10;
    let _ = write!(
        text,
        "  {}:
    doc: One of many things that are kept.
    api: {{search: [title, notes]}}
    fields:
      title: string(3..200) sort
      code: slug unique
      notes: text(..5000)?
      state: State{state} = draft index
      price: decimal(10,2) min=0 filter
      amount: int = 1 min=1 max=1000
      due_at: datetime? index
      urgent: bool = false
",
        name(index)
    );
    if index > 0 {
        let _ = writeln!(text, "      parent: {} as children on_delete=cascade", name(index - 1));
    }
    if index > 0 && index.is_multiple_of(5) {
        let _ = writeln!(text, "      related: {}[]", name(index - 2));
    }
    text.push_str("    checks:\n      urgent_is_cheap: urgent == false or price < 1000\n");
}
