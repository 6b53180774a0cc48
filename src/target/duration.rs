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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_counts() {
        assert_eq!(micros("P1DT2H3M4.5S"), 93_784_500_000);
        assert_eq!(micros("-PT0.000001S"), -1);
        assert_eq!(micros("P2W"), 1_209_600_000_000);
    }
}
