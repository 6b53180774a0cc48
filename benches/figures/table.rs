//! Tables as Markdown wants them, so that a run's output can stand in a document.

pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(head: &[&str]) -> Self {
        let rule = head.iter().enumerate().map(|(column, _)| if column == 0 { "---" } else { "--:" }.to_owned());
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect(), rule.collect()] }
    }

    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    pub fn print(&self) {
        println!();
        for row in &self.rows {
            println!("| {} |", row.join(" | "));
        }
        println!();
    }
}

pub fn megabytes(bytes: u64) -> String {
    format!("{:.1}", bytes as f64 / 1e6)
}
