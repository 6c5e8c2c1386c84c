//! The token that requests must have.

use std::path::Path;

use anyhow::{Context, bail};
use axum::http::{HeaderMap, header};

/// A secret that the collector and its clients share.
pub(crate) struct Token(String);

impl Token {
    /// Reads a token from a file. A line end behind it is not part of it.
    pub(crate) fn read(file: &Path) -> anyhow::Result<Token> {
        let text = std::fs::read_to_string(file)
            .with_context(|| format!("cannot read the token in {}", file.display()))?;
        let token = text.trim_end_matches(['\r', '\n']);
        if token.is_empty() || !token.bytes().all(|octet| octet.is_ascii_graphic()) {
            bail!(
                "{}: a token has letters, digits and signs, without spaces",
                file.display()
            );
        }
        Ok(Token(token.into()))
    }

    /// Returns whether a request has it: `Authorization: Bearer TOKEN` (RFC 6750, section 2.1).
    pub(crate) fn is_in(&self, headers: &HeaderMap) -> bool {
        let mut given = headers.get_all(header::AUTHORIZATION).iter();
        given.any(|value| {
            let text = value.as_bytes();
            let (kind, token) = text.split_at(text.len().min(BEARER.len()));
            kind.eq_ignore_ascii_case(BEARER) && is_same(token, self.0.as_bytes())
        })
    }
}

const BEARER: &[u8] = b"bearer ";

/// Compares in a time that does not tell how much is right.
fn is_same(given: &[u8], wanted: &[u8]) -> bool {
    let pairs = given.iter().zip(wanted);
    let differing = pairs.fold(0, |sum, (one, other)| sum | (one ^ other));
    differing == 0 && given.len() == wanted.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn is_in(given: &str) -> bool {
        let headers = [(header::AUTHORIZATION, given.parse().unwrap())];
        Token("s3cret".into()).is_in(&headers.into_iter().collect())
    }

    #[test]
    fn only_the_whole_token_counts() {
        assert!(is_in("Bearer s3cret") && is_in("bearer s3cret"));
        for given in [
            "",
            "s3cret",
            "Basic s3cret",
            "Bearer ",
            "Bearer s3cre",
            "Bearer s3cret2",
        ] {
            assert!(!is_in(given), "{given}");
        }
        assert!(!Token("s3cret".into()).is_in(&HeaderMap::new()));
    }

    #[test]
    fn files_must_have_one() {
        let directory = tempfile::tempdir().unwrap();
        let file = directory.path().join("token");
        assert!(Token::read(&file).is_err());
        for (text, is_right) in [
            ("abc\n", true),
            ("abc", true),
            ("\n", false),
            ("a b", false),
        ] {
            std::fs::write(&file, text).unwrap();
            assert_eq!(Token::read(&file).is_ok(), is_right, "{text:?}");
        }
    }
}
