//! Route Monitoring of version 4 (draft-ietf-grow-bmp-tlv-21, section 5.2).
//!
//! ```text
//! per-peer header, indexed TLVs: one of them is the UPDATE
//! ```

use alloc::vec::Vec;

use crate::bgp::{Session, Update};
use crate::bmp::v4::detect::Survey;
use crate::bmp::v4::tlv_message::tlv_message;
use crate::bmp::v4::{
    ExtendedFlags, Index, Profile, RouteTlvs, Routes, Tlv, TlvContext, Value, value,
};
use crate::bmp::{self, MessageType, PerPeerHeader, Sessions};
use crate::wire::{
    Breach, Context, DecodeError, Encode, EncodeError, Fault, List, Octets, Reader, What,
};

tlv_message! {
    /// A Route Monitoring message of version 4: an UPDATE with routes of a peer, and TLVs that apply to all or some of them.
    ///
    /// ```
    /// use bmp_codec::bgp::attribute::{Origin, PathAttributes};
    /// use bmp_codec::bgp::nlri::{Ipv4Prefix, Nlri, Route, Routes};
    /// use bmp_codec::bgp::{Session, Update};
    /// use bmp_codec::bmp::v4::{Group, Index, Profile, RouteMonitoring, Value};
    /// use bmp_codec::bmp::{Message, PeerTable, PerPeerHeader};
    /// use bmp_codec::{Encode, net::Asn};
    /// use std::net::IpAddr;
    ///
    /// let session = Session::default();
    /// let prefixes = ["10.0.0.0/8", "172.16.0.0/12", "192.0.2.0/24"];
    /// let prefixes = prefixes.map(|prefix| prefix.parse::<Ipv4Prefix>().unwrap());
    /// let routes = Routes::in_session(session, prefixes.map(Route::from))?;
    /// let attributes = PathAttributes::new(session).with(&Origin::Igp)?;
    /// let next_hop: IpAddr = "192.0.2.1".parse()?;
    /// let update = Update::announcing(attributes, next_hop, Nlri::Ipv4Unicast(routes))?;
    ///
    /// let peer =
    ///     PerPeerHeader::global("192.0.2.1".parse()?, Asn(65001), "192.0.2.1".parse()?);
    /// let group = Index::of_group(1);
    /// let monitoring = RouteMonitoring::new(Profile::Draft21, peer.with_timestamp(1, 0), [
    ///     (group, Group::of([1, 3]).into()),
    ///     (Index::ALL, update.into()),
    ///     (Index::ALL, Value::table("global")),
    ///     (group, Value::table("red")),
    ///     (Index::of_route(2), Value::table("blue")),
    /// ])?;
    ///
    /// let frame = Message::from(monitoring).to_vec()?;
    /// let mut peers = PeerTable::default();
    /// let message = peers.decode(&frame)?;
    /// let Message::V4(message) = &message else { panic!() };
    /// let mut lines = Vec::new();
    /// for route in message.routes() {
    ///     let tables = route.tlvs().filter(|tlv| matches!(tlv.value, Value::VrfTableName(_)));
    ///     let tables: Vec<_> = tables.map(|tlv| tlv.value.to_string()).collect();
    ///     lines.push(format!("{}: {}", route.route?, tables.join(", ")));
    /// }
    /// assert_eq!(lines, [
    ///     "ipv4-unicast 10.0.0.0/8: \"global\", \"red\"",
    ///     "ipv4-unicast 172.16.0.0/12: \"global\", \"blue\"",
    ///     "ipv4-unicast 192.0.2.0/24: \"global\", \"red\"",
    /// ]);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub struct RouteMonitoring {
        /// The peer, and the table that the routes belong to, as the header says. [`peer_in_effect`](Self::peer_in_effect)
        /// has the flags of an Extended Flags TLV.
        pub peer: PerPeerHeader,
    }
    /// The UPDATE and all other TLVs.
    then tlvs
    impl encode
}

impl RouteMonitoring {
    /// Returns a message with these TLVs, in this order; one of them should be the UPDATE. The profile determines the
    /// type of each. The A flag of the peer becomes the one for the UPDATE. The draft does not allow a time of zero in
    /// the header ([`PerPeerHeader::at`]).
    ///
    /// The session of the UPDATE must be the one that a receiver decodes it in: the one of the Peer Up, or the one that
    /// Stateless Parsing gives.
    ///
    /// # Errors
    /// [`EncodeError::Contradiction`] if the profile has no type for a value; [`EncodeError::TooLong`] if a value has
    /// more than 65535 bytes.
    pub fn new(
        profile: Profile,
        peer: PerPeerHeader,
        tlvs: impl IntoIterator<Item = (Index, Value)>,
    ) -> Result<RouteMonitoring, EncodeError> {
        let message = RouteMonitoring {
            peer,
            tlvs: List::within(Vec::new(), context(profile)),
        };
        tlvs.into_iter()
            .try_fold(message, |message, (index, value)| {
                message.with(index, value)
            })
    }

    /// Returns the message with one more TLV at the end. If it is the UPDATE, its session becomes that of the message.
    ///
    /// # Errors
    /// Same as [`new`](RouteMonitoring::new).
    pub fn with(mut self, index: Index, value: Value) -> Result<RouteMonitoring, EncodeError> {
        let tlv = tlv(self.tlvs.context(), Some(index), value)?;
        if let Value::BgpMessage(Ok(update)) = &tlv.value {
            let form = TlvContext::of_word(tlv.form(self.tlvs.context().into()));
            self.tlvs = self.tlvs.in_context(form);
            self.peer = self
                .peer
                .of_width(update.path_attributes.session().asn_width());
        }
        self.tlvs.push(&tlv)?;
        Ok(self)
    }
}

/// Returns a TLV whose type follows from its value.
pub(super) fn tlv(
    context: TlvContext,
    index: Option<Index>,
    value: Value,
) -> Result<Tlv, EncodeError> {
    let number = value.kind().and_then(|kind| value::number(context, kind));
    Ok(Tlv {
        tlv_type: number.ok_or(EncodeError::Contradiction {
            what: value.name().unwrap_or("value without a type"),
            with: "the types of the profile",
        })?,
        enterprise: None,
        index,
        value,
    })
}

impl<B: AsRef<[u8]>> RouteMonitoring<B> {
    /// Returns the profile that the TLVs are decoded in.
    #[must_use]
    pub fn profile(&self) -> Profile {
        self.tlvs.context().profile()
    }

    /// Returns the session that the UPDATE is decoded in.
    #[must_use]
    pub fn session(&self) -> Session {
        self.tlvs.context().session()
    }

    /// Returns the same message, with the TLVs decoded in another profile.
    ///
    /// The session stays the same: a Stateless Parsing TLV that has its type in the new profile only does not change
    /// it. To choose the profile of a stream, use [`PeerTable::with_profile`](crate::bmp::PeerTable::with_profile).
    #[must_use]
    pub fn in_profile(self, profile: Profile) -> RouteMonitoring<B> {
        let context = self.tlvs.context().with_profile(profile);
        RouteMonitoring {
            peer: self.peer,
            tlvs: self.tlvs.in_context(context),
        }
    }

    /// Returns the UPDATE, for use with `?`.
    ///
    /// # Errors
    /// If the UPDATE is malformed, or if the message has no UPDATE ([`Breach::V4_NO_UPDATE`]).
    pub fn update(&self) -> Result<Update<&[u8]>, DecodeError> {
        let found = self.tlvs.iter().find_map(|tlv| match tlv {
            Ok(Tlv {
                value: Value::BgpMessage(update),
                ..
            }) => Some(update.map_err(DecodeError::from)),
            Err(error) if self.is_of_update(error) => Some(Err(error)),
            _ => None,
        });
        found.unwrap_or_else(|| {
            let fault = Fault::Breach(Breach::V4_NO_UPDATE);
            let what = What::BmpMessage(MessageType::RouteMonitoring.into());
            Err(DecodeError::new(0, fault).within(what))
        })
    }

    /// Returns whether the error is one of the TLV with the UPDATE.
    fn is_of_update(&self, error: DecodeError) -> bool {
        let number = value::number(self.tlvs.context(), value::Kind::BgpMessage);
        number.is_some_and(|number| error.what() == What::RouteMonitoringTlv(number))
    }

    /// Returns the extended flags, if there are any.
    #[must_use]
    pub fn extended_flags(&self) -> Option<ExtendedFlags<&[u8]>> {
        self.tlvs.iter().flatten().find_map(|tlv| match tlv.value {
            Value::ExtendedFlags(flags) => Some(flags),
            _ => None,
        })
    }

    /// Returns the peer with the flags that apply: those of the Extended Flags TLV, if there is one.
    #[must_use]
    pub fn peer_in_effect(&self) -> PerPeerHeader {
        match self.extended_flags() {
            Some(flags) => flags.applied_to(&self.peer),
            None => self.peer,
        }
    }

    /// Returns the routes of the UPDATE in the order of the bytes, each with the TLVs that apply to it.
    #[must_use]
    pub fn routes(&self) -> Routes<'_> {
        Routes::of(self.update().ok(), self.tlvs.view())
    }

    /// Returns the TLVs that apply to all routes, and to the message.
    #[must_use]
    pub fn common_tlvs(&self) -> RouteTlvs<'_> {
        RouteTlvs::of(self.tlvs.view(), None)
    }
}

impl<'a> RouteMonitoring<&'a [u8]> {
    /// Returns the message that version 3 has for it, with the flags that apply.
    pub(super) fn into_version_3(self) -> Option<bmp::RouteMonitoring<&'a [u8]>> {
        let update = self
            .tlvs
            .into_iter()
            .flatten()
            .find_map(|tlv| match tlv.value {
                Value::BgpMessage(update) => Some(update),
                _ => None,
            })?;
        Some(bmp::RouteMonitoring {
            peer: self.peer_in_effect(),
            update,
            trailing: Octets::default(),
        })
    }

    /// Decodes the bytes behind the common header.
    pub(super) fn read(
        mut reader: Reader<'a>,
        mut sessions: impl Sessions,
    ) -> Result<RouteMonitoring<&'a [u8]>, DecodeError> {
        let peer: PerPeerHeader = reader.read()?;
        let octets = reader.rest();
        let profile = sessions.profile(Profile::detect(octets));
        let context = context(profile);
        let survey = Survey::of(List::within(octets, context));
        let in_effect = match survey.flags {
            Some(flags) => flags.applied_to(&peer),
            None => peer,
        };
        // What the message states itself is nothing to learn from.
        let learned_from = (!survey.is_stated).then_some(survey.update);
        let session = sessions.monitored_tlvs(&in_effect, learned_from);
        let context = context.with_session(survey.stated(&in_effect, session));
        Ok(RouteMonitoring {
            peer,
            tlvs: List::within(octets, context),
        })
    }
}

impl TlvContext {
    /// Returns the context in the word of a reader.
    fn of_word(word: Context) -> TlvContext {
        crate::wire::ListContext::of(word)
    }
}
