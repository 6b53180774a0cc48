//! Durations as numbers.

/// Microseconds of an ISO 8601 duration in weeks, days, hours, minutes and seconds: `P1DT2H`, `-PT0.5S`.
pub(super) fn micros(text: &str) -> i64 {
    let (sign, body) = text.strip_prefix('-').map_or((1, text), |body| (-1, body));
    let mut in_time = false;
    let mut number = String::new();
    let mut total = 0;
    for letter in body.chars() {
        let unit = match letter {
            '0'..='9' | '.' => {
                number.push(letter);
                continue;
            }
            'W' => 604_800,
            'D' => 86_400,
            'H' => 3_600,
            'M' if in_time => 60,
            'S' => 1,
            _ => {
                in_time |= letter == 'T';
                continue;
            }
        };
        let (whole, fraction) = number.split_once('.').unwrap_or((&number, ""));
        let whole: i64 = whole.parse().unwrap_or(0);
        let fraction: i64 = format!("{fraction:0<6.6}").parse().unwrap_or(0);
        total += unit * (whole * 1_000_000 + fraction);
        number.clear();
    }
    sign * total
}

/// The duration of so many microseconds, as the service writes it.
pub(super) fn text(micros: i64) -> String {
    let total = micros.unsigned_abs();
    let (seconds, fraction) = (total / 1_000_000, total % 1_000_000);
    let parts = [(seconds / 86_400, 'D'), (seconds / 3_600 % 24, 'H'), (seconds / 60 % 60, 'M')];
    let mut parts: Vec<String> =
        parts.iter().map(|(count, unit)| if *count == 0 { String::new() } else { format!("{count}{unit}") }).collect();
    let rest = seconds % 60;
    parts.push(match fraction {
        0 if rest == 0 && total > 0 => String::new(),
        0 => format!("{rest}S"),
        _ => format!("{}S", format!("{rest}.{fraction:06}").trim_end_matches('0')),
    });
    let time = parts[1..].concat();
    let mark = if time.is_empty() { "" } else { "T" };
    format!("{}P{}{mark}{time}", if micros < 0 { "-" } else { "" }, parts[0])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        assert_eq!(micros("P1DT2H3M4.5S"), 93_784_500_000);
        assert_eq!(micros("-PT0.000001S"), -1);
        assert_eq!(micros("P2W"), 1_209_600_000_000);
    }

    #[test]
    fn text_is_the_shortest() {
        for written in ["PT0S", "P7D", "P1DT2H3M4.5S", "-PT0.000001S", "PT1H30M", "P30DT1S"] {
            assert_eq!(text(micros(written)), written);
        }
    }
}
