//! What is asked for: the parameters of a request.

use std::str::FromStr;

use clap::Parser;

use crate::lookup::choice::Choice;
use crate::tables::{PeerId, Position, RouterId};

/// The parameters of a request, each of which is taken once it is understood.
#[derive(Debug, Default)]
pub(crate) struct Params(Vec<(String, String)>);

/// The parameters are wrong, and this is how.
#[derive(Debug)]
pub(crate) struct Wrong(pub(crate) String);

/// The options of `bmp routes` that choose routes: parameters have their names.
#[derive(Debug, Parser)]
struct Words {
    #[command(flatten)]
    choice: Choice,
}

/// The most that one answer has, and what it has unless asked.
const MOST: usize = 1000;
const USUAL: usize = 100;

impl From<Vec<(String, String)>> for Params {
    fn from(pairs: Vec<(String, String)>) -> Params {
        // Fields that are left empty in a form say nothing.
        let pairs = pairs.into_iter().filter(|(_, value)| !value.is_empty());
        Params(pairs.collect())
    }
}

impl Params {
    pub(crate) fn text(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.remove(place).1)
    }

    pub(crate) fn value<T: FromStr>(&mut self, name: &str) -> Result<Option<T>, Wrong> {
        let Some(text) = self.text(name) else {
            return Ok(None);
        };
        let wrong = |_| Wrong(format!("{name}: {text:?} is no value for it"));
        text.parse().map(Some).map_err(wrong)
    }

    pub(crate) fn router(&mut self) -> Result<Option<RouterId>, Wrong> {
        Ok(self.value::<u32>("router")?.map(RouterId::from))
    }

    pub(crate) fn peer_id(&mut self) -> Result<Option<PeerId>, Wrong> {
        Ok(self.value::<u32>("peer-id")?.map(PeerId::from))
    }

    /// Returns how many items an answer may have.
    pub(crate) fn limit(&mut self) -> Result<usize, Wrong> {
        match self.value("limit")? {
            Some(limit) if limit > MOST => Err(Wrong(format!("limit: the most is {MOST}"))),
            limit => Ok(limit.unwrap_or(USUAL)),
        }
    }

    pub(crate) fn after(&mut self) -> Result<After, Wrong> {
        Ok(self.value("after")?.unwrap_or_default())
    }

    /// Takes all others: which routes are wanted.
    pub(crate) fn choice(&mut self) -> Result<Choice, Wrong> {
        let mut words = vec!["routes".to_owned()];
        for (name, value) in self.0.drain(..) {
            match (&*name, &*value) {
                ("stale", "true") => words.push("--stale".into()),
                ("stale", "false") => {}
                ("match", "covered") => words.push("--match=within".into()),
                (name, value) => words.push(format!("--{name}={value}")),
            }
        }
        match Words::try_parse_from(words) {
            Ok(words) => Ok(words.choice),
            Err(error) => {
                let text = error.to_string();
                let first = text.lines().next().unwrap_or_default();
                let first = first.strip_prefix("error: ").unwrap_or(first);
                Err(Wrong(first.replace("'--", "'")))
            }
        }
    }

    /// Refuses parameters that nobody has taken.
    pub(crate) fn end(self) -> Result<(), Wrong> {
        match self.0.first() {
            Some((name, _)) => Err(Wrong(format!("{name}: no such parameter"))),
            None => Ok(()),
        }
    }
}

/// Where an answer begins: at a destination, behind so many of its routes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct After {
    pub(crate) position: Position,
    pub(crate) skip: usize,
}

impl std::fmt::Display for After {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.skip {
            0 => self.position.fmt(f),
            skip => write!(f, "{}~{skip}", self.position),
        }
    }
}

impl FromStr for After {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<After, &'static str> {
        let (position, skip) = text.split_once('~').unwrap_or((text, "0"));
        let skip = skip.parse().map_err(|_| "not a number of routes")?;
        let position = position.parse()?;
        Ok(After { position, skip })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn params(pairs: &[(&str, &str)]) -> Params {
        let pairs = pairs
            .iter()
            .map(|(name, value)| ((*name).into(), (*value).into()));
        Params::from(pairs.collect::<Vec<_>>())
    }

    #[test]
    fn where_to_go_on_is_understood_again() {
        for text in [
            "start",
            "10.0.0.0/8",
            "10.0.0.0/8~17",
            "other-3",
            "ipv6~2",
            "end",
        ] {
            let after: After = text.parse().unwrap();
            assert_eq!(after.to_string(), text);
        }
        assert!("10.0.0.0/8~".parse::<After>().is_err());
        assert!("x".parse::<After>().is_err());
    }

    #[test]
    fn what_is_wrong_is_said() {
        let wrong = |pairs: &[(&str, &str)]| params(pairs).choice().unwrap_err().0;
        assert_eq!(
            wrong(&[("prefix", "10.0.0.0/33")]),
            "invalid value '10.0.0.0/33' for 'prefix <NET>': neither a network, like 192.0.2.0/24, nor an address"
        );
        assert_eq!(
            wrong(&[("colour", "red")]),
            "unexpected argument 'colour' found"
        );
        assert!(params(&[("limit", "1001")]).limit().is_err());
        assert_eq!(params(&[("limit", "0")]).limit().unwrap(), 0);
        assert_eq!(params(&[("limit", "")]).limit().unwrap(), USUAL);
        assert!(params(&[("x", "1")]).end().is_err());
        // What users type may be an option.
        assert!(params(&[("prefix", "--help")]).choice().is_err());
        assert!(params(&[("help", "1")]).choice().is_err());
    }

    #[test]
    fn names_are_those_of_options() {
        let choice = params(&[
            ("prefix", "10.1.2.3"),
            ("match", "covered"),
            ("origin-as", "64500"),
        ]);
        let choice = { choice }.choice().unwrap();
        assert_eq!(choice.prefix[0].net.to_string(), "10.1.2.3/32");
        assert_eq!(choice.how(choice.prefix[0]), crate::tables::Match::Covered);
        assert_eq!(choice.origin_as, [bmp_codec::net::Asn(64500)]);
    }
}
