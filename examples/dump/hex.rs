//! Octets for people: hexadecimal, and not more of it than one can look at.

use std::fmt;

/// So many octets are shown before the rest is only counted.
const SHOWN: usize = 24;

pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = self.0;
        if octets.is_empty() {
            return f.write_str("no octets");
        }
        let shown = octets.get(..SHOWN).unwrap_or(octets);
        shown
            .iter()
            .try_for_each(|octet| write!(f, "{octet:02x}"))?;
        match octets.len() {
            all if all > shown.len() => write!(f, "… ({all} octets)"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_are_cut() {
        assert_eq!(Hex(&[]).to_string(), "no octets");
        assert_eq!(Hex(&[1, 0xab]).to_string(), "01ab");
        let text = Hex(&[0xee; 25]).to_string();
        assert_eq!(text, format!("{}… (25 octets)", "ee".repeat(24)));
        assert_eq!(Hex(&[0xee; 24]).to_string(), "ee".repeat(24));
    }
}
