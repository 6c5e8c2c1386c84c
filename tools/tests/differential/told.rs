//! What a message says, in the names of tshark's fields.

/// Names of fields and their values, in turn.
#[derive(Debug, Default)]
pub(crate) struct Told(pub(crate) Vec<(&'static str, String)>);

impl Told {
    /// Adds a value whose text is the one of tshark.
    pub(crate) fn text(&mut self, name: &'static str, value: impl ToString) {
        self.0.push((name, value.to_string()));
    }

    /// Adds a number.
    pub(crate) fn number(&mut self, name: &'static str, value: impl TryInto<u64>) {
        let Ok(value) = value.try_into() else {
            panic!("{name} is negative")
        };
        self.text(name, value);
    }

    /// Adds octets.
    pub(crate) fn octets(&mut self, name: &'static str, octets: &[u8]) {
        self.text(name, hex(octets));
    }

    /// Adds bits of a number.
    pub(crate) fn bits(&mut self, value: impl Into<u64>, bits: &[(&'static str, u32, u64)]) {
        let value = value.into();
        for (name, shift, mask) in bits {
            self.number(name, value >> shift & mask);
        }
    }
}

/// Octets in hexadecimal.
pub(crate) fn hex(octets: &[u8]) -> String {
    octets.iter().map(|octet| format!("{octet:02x}")).collect()
}

/// A value of tshark's in the form of [`Told`]: numbers without `0x`, octets without colons.
pub(crate) fn plain(show: &str) -> String {
    if let Some(digits) = show.strip_prefix("0x")
        && let Ok(number) = u64::from_str_radix(digits, 16)
    {
        return number.to_string();
    }
    let mut pairs = show.split(':');
    let is_pair = |pair: &str| pair.len() == 2 && pair.bytes().all(|byte| byte.is_ascii_hexdigit());
    if show.contains(':') && pairs.all(is_pair) {
        return show.replace(':', "");
    }
    show.to_owned()
}
