//! What the subcommands have in common about BMP version 4, which is a draft: the choice of its revision, and TLVs as text.

use std::borrow::Cow;
use std::fmt::Write;

use bmp_codec::bmp::v4::{self, Profile, Tlv, Value};
use bmp_codec::bmp::{Message, PeerTable};
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};

/// How messages of version 4 are read.
#[derive(Args, Clone, Copy, Debug, Default)]
#[group(skip)]
pub(crate) struct Choice {
    /// Read messages of BMP version 4, a draft, with the TLV numbers of this revision; by default, their content shows it
    #[arg(long = "bmp4-profile", value_name = "REVISION", value_enum)]
    profile: Option<Revision>,
}

impl Choice {
    /// Returns an empty peer table.
    pub(crate) fn peers(self) -> PeerTable {
        match self.profile {
            Some(Revision(profile)) => PeerTable::new().with_profile(profile),
            None => PeerTable::new(),
        }
    }
}

/// A revision of the draft, by name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Revision(pub(crate) Profile);

impl ValueEnum for Revision {
    fn value_variants<'a>() -> &'a [Revision] {
        &[
            Revision(Profile::Draft17),
            Revision(Profile::Draft19),
            Revision(Profile::Draft20),
            Revision(Profile::Draft21),
        ]
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        let value = PossibleValue::new(self.0.name());
        Some(match self.0 {
            Profile::Draft19 => value
                .alias("draft-18")
                .help("Also of revision 18, with Path Marking"),
            _ => value,
        })
    }
}

/// Returns the message, or of one of version 4 what version 3 can say of it. If that is nothing, it stays as it is.
pub(crate) fn in_version_3<'m, 'a>(message: &'m Message<&'a [u8]>) -> Cow<'m, Message<&'a [u8]>> {
    match message {
        Message::V4(of_4) => match of_4.into_version_3() {
            Some(message) => Cow::Owned(message),
            None => Cow::Borrowed(message),
        },
        message => Cow::Borrowed(message),
    }
}

/// Returns the profile and TLVs as text, with a space before it: ` [draft-21: sequence 5; table "red"]`.
pub(crate) fn text<'a>(
    profile: Option<Profile>,
    tlvs: impl IntoIterator<Item = Tlv<&'a [u8]>>,
) -> String {
    let mut text = format!(" [{}", profile.map_or("version-4", Profile::name));
    let mut separator = ": ";
    for tlv in tlvs {
        // A string accepts everything.
        let _ = write!(text, "{separator}{tlv}");
        separator = "; ";
    }
    text.push(']');
    text
}

/// Returns the TLVs that version 3 has, too, as text: each after a space. Then, as [`text`] does, the profile and the other
/// TLVs, without those whose content is shown by itself.
pub(crate) fn texts(message: &v4::Message<&[u8]>) -> (String, String) {
    let mut words = String::new();
    let mut others = Vec::new();
    for tlv in message.tlvs().into_iter().flatten().flatten() {
        // A string accepts everything.
        let _ = match tlv.value {
            Value::String(_) | Value::SysDescr(_) | Value::SysName(_) | Value::AdminLabel(_) => {
                write!(words, " {tlv}")
            }
            Value::VrfTableName(_) if tlv.index.is_none() => write!(words, " {tlv}"),
            Value::Reason(reason) => write!(words, " {reason}"),
            Value::BgpMessage(_)
            | Value::Stats(_)
            | Value::MirroredMessage(_)
            | Value::Information(_) => Ok(()),
            _ => {
                others.push(tlv);
                Ok(())
            }
        };
    }
    (words, text(message.profile(), others))
}
