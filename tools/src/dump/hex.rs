//! Bytes for people: hexadecimal, shortened to what one can look at.

use std::fmt;

/// How many bytes are shown; the rest is only counted.
const SHOWN: usize = 24;

pub(crate) struct Hex<'a>(pub(crate) &'a [u8]);

impl fmt::Display for Hex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let octets = self.0;
        if octets.is_empty() {
            return f.write_str("no bytes");
        }
        let shown = octets.get(..SHOWN).unwrap_or(octets);
        shown
            .iter()
            .try_for_each(|octet| write!(f, "{octet:02x}"))?;
        match octets.len() {
            all if all > shown.len() => write!(f, "… ({all} bytes)"),
            _ => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_ones_are_cut() {
        assert_eq!(Hex(&[]).to_string(), "no bytes");
        assert_eq!(Hex(&[1, 0xab]).to_string(), "01ab");
        let text = Hex(&[0xee; 25]).to_string();
        assert_eq!(text, format!("{}… (25 bytes)", "ee".repeat(24)));
        assert_eq!(Hex(&[0xee; 24]).to_string(), "ee".repeat(24));
    }
}
