//! The formats of rows: JSON and CSV. A field is appended with a comma behind it.

use memchr::memchr3;

use crate::dump::put;

/// How a row is written.
pub(crate) trait Format: Clone + Send {
    /// Writes what is before all rows.
    fn names(_out: &mut Vec<u8>, _names: &[&str]) {}

    /// Begins a row.
    fn begin(_out: &mut Vec<u8>) {}

    /// Ends a row, behind its last field.
    fn end(out: &mut Vec<u8>);

    /// Appends a field that is absent.
    fn none(out: &mut Vec<u8>, name: &str);

    /// Appends a text that never contains anything special.
    fn plain(out: &mut Vec<u8>, name: &str, put: impl FnOnce(&mut Vec<u8>));

    /// Appends any text.
    fn text(out: &mut Vec<u8>, name: &str, put: impl FnOnce(&mut Vec<u8>));

    fn number(out: &mut Vec<u8>, name: &str, number: Option<u32>);

    fn numbers(out: &mut Vec<u8>, name: &str, numbers: impl IntoIterator<Item = u32>);

    fn list<T>(
        out: &mut Vec<u8>,
        name: &str,
        items: impl IntoIterator<Item = T>,
        put: impl FnMut(&mut Vec<u8>, T),
    );

    /// Appends a list of texts that may contain spaces.
    fn texts<T: AsRef<str>>(out: &mut Vec<u8>, name: &str, items: impl IntoIterator<Item = T>);
}

/// One JSON object per line.
#[derive(Clone, Debug)]
pub(crate) enum Json {}

impl Json {
    fn name(out: &mut Vec<u8>, name: &str) {
        out.push(b'"');
        put::text(out, name);
        out.extend_from_slice(b"\":");
    }

    fn string(out: &mut Vec<u8>, put: impl FnOnce(&mut Vec<u8>)) {
        out.push(b'"');
        let start = out.len();
        put(out);
        let is_special = |octet: &u8| *octet < b' ' || matches!(octet, b'"' | b'\\');
        let text = out.get(start..).unwrap_or_default();
        if text.iter().any(is_special) {
            let text = String::from_utf8_lossy(text).into_owned();
            out.truncate(start - 1);
            put::display(out, &serde_json::Value::String(text));
        } else {
            out.push(b'"');
        }
    }
}

/// Ends a list, whose items have this separator behind them.
fn end_list(out: &mut Vec<u8>, start: usize) {
    if out.len() > start {
        out.pop();
    }
}

impl Format for Json {
    fn begin(out: &mut Vec<u8>) {
        out.push(b'{');
    }

    fn end(out: &mut Vec<u8>) {
        out.pop();
        out.extend_from_slice(b"}\n");
    }

    fn none(out: &mut Vec<u8>, name: &str) {
        Json::name(out, name);
        out.extend_from_slice(b"null,");
    }

    fn plain(out: &mut Vec<u8>, name: &str, put: impl FnOnce(&mut Vec<u8>)) {
        Json::name(out, name);
        out.push(b'"');
        put(out);
        out.extend_from_slice(b"\",");
    }

    fn text(out: &mut Vec<u8>, name: &str, put: impl FnOnce(&mut Vec<u8>)) {
        Json::name(out, name);
        Json::string(out, put);
        out.push(b',');
    }

    fn number(out: &mut Vec<u8>, name: &str, number: Option<u32>) {
        let Some(number) = number else {
            return Json::none(out, name);
        };
        Json::name(out, name);
        put::number(out, number);
        out.push(b',');
    }

    fn numbers(out: &mut Vec<u8>, name: &str, numbers: impl IntoIterator<Item = u32>) {
        Json::name(out, name);
        out.push(b'[');
        let start = out.len();
        for number in numbers {
            put::number(out, number);
            out.push(b',');
        }
        end_list(out, start);
        out.extend_from_slice(b"],");
    }

    fn list<T>(
        out: &mut Vec<u8>,
        name: &str,
        items: impl IntoIterator<Item = T>,
        mut put: impl FnMut(&mut Vec<u8>, T),
    ) {
        Json::name(out, name);
        out.push(b'[');
        let start = out.len();
        for item in items {
            Json::string(out, |out| put(out, item));
            out.push(b',');
        }
        end_list(out, start);
        out.extend_from_slice(b"],");
    }

    fn texts<T: AsRef<str>>(out: &mut Vec<u8>, name: &str, items: impl IntoIterator<Item = T>) {
        Json::list(out, name, items, |out, item| put::text(out, item.as_ref()));
    }
}

/// CSV (RFC 4180) below a line of names.
#[derive(Clone, Debug)]
pub(crate) enum Csv {}

impl Csv {
    /// Ends a field. Quotes it if it contains something special.
    fn field(out: &mut Vec<u8>, start: usize) {
        let text = out.get(start..).unwrap_or_default();
        if memchr3(b',', b'"', b'\n', text).is_some() || text.contains(&b'\r') {
            let text = text.to_vec();
            out.truncate(start);
            out.push(b'"');
            for octet in text {
                if octet == b'"' {
                    out.push(b'"');
                }
                out.push(octet);
            }
            out.push(b'"');
        }
        out.push(b',');
    }
}

impl Format for Csv {
    fn names(out: &mut Vec<u8>, names: &[&str]) {
        put::text(out, &names.join(","));
        out.extend_from_slice(b"\r\n");
    }

    fn end(out: &mut Vec<u8>) {
        out.pop();
        out.extend_from_slice(b"\r\n");
    }

    fn none(out: &mut Vec<u8>, _: &str) {
        out.push(b',');
    }

    fn plain(out: &mut Vec<u8>, _: &str, put: impl FnOnce(&mut Vec<u8>)) {
        put(out);
        out.push(b',');
    }

    fn text(out: &mut Vec<u8>, _: &str, put: impl FnOnce(&mut Vec<u8>)) {
        let start = out.len();
        put(out);
        Csv::field(out, start);
    }

    fn number(out: &mut Vec<u8>, _: &str, number: Option<u32>) {
        if let Some(number) = number {
            put::number(out, number);
        }
        out.push(b',');
    }

    fn numbers(out: &mut Vec<u8>, name: &str, numbers: impl IntoIterator<Item = u32>) {
        Csv::list(out, name, numbers, put::number);
    }

    fn list<T>(
        out: &mut Vec<u8>,
        _: &str,
        items: impl IntoIterator<Item = T>,
        mut put: impl FnMut(&mut Vec<u8>, T),
    ) {
        let start = out.len();
        for item in items {
            put(out, item);
            out.push(b' ');
        }
        end_list(out, start);
        Csv::field(out, start);
    }

    /// Separated by semicolons.
    fn texts<T: AsRef<str>>(out: &mut Vec<u8>, _: &str, items: impl IntoIterator<Item = T>) {
        let (start, mut separator) = (out.len(), "");
        for item in items {
            put::text(out, separator);
            put::text(out, item.as_ref());
            separator = "; ";
        }
        Csv::field(out, start);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Texts with much that is special.
    const TEXTS: &str = "([a,\" \r\n\t\\\u{1}\u{e9}]|[a-z]){0,8}";

    fn text<F: Format>(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        F::begin(&mut out);
        F::number(&mut out, "a", Some(7));
        F::text(&mut out, "b", |out| put::text(out, text));
        F::list(&mut out, "c", [text, "x"], put::text);
        F::end(&mut out);
        out
    }

    proptest! {
        #[test]
        fn json_is_that_of_serde(value in TEXTS) {
            let read: serde_json::Value = serde_json::from_slice(&text::<Json>(&value)).unwrap();
            prop_assert_eq!(read, serde_json::json!({"a": 7, "b": value, "c": [value, "x"]}));
        }

        #[test]
        fn csv_is_that_of_its_crate(value in TEXTS) {
            let mut writer = csv::WriterBuilder::new()
                .terminator(csv::Terminator::CRLF)
                .from_writer(Vec::new());
            writer.write_record(["7", &value, &format!("{value} x")])?;
            prop_assert_eq!(text::<Csv>(&value), writer.into_inner().unwrap());
        }
    }
}
