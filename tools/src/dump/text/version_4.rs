//! Messages of BMP version 4 as lines: those that version 3 would have, with the profile and the TLVs behind them.

use std::io;

use bmp_codec::bmp::v4::{self, Profile, RouteMonitoring, Routes, Tlv, Value};
use bmp_codec::bmp::{Message, MirroringTlv, PeerUpTlvs};

use super::Lines;
use crate::dump::message::Known;
use crate::dump::{events, peer_up, put};
use crate::routes::{RouteList, walk};
use crate::version_4::{text, texts};

/// What the lines of routes of a message end with.
pub(super) struct RouteTlvs<'a> {
    profile: Profile,
    routes: Routes<'a>,
    /// The text of the TLVs of the whole message, and of the last route.
    all: String,
    of_route: String,
}

impl<'a> RouteTlvs<'a> {
    fn of(message: &'a RouteMonitoring<&[u8]>) -> RouteTlvs<'a> {
        let profile = message.profile();
        RouteTlvs {
            profile,
            routes: message.routes(),
            all: text(Some(profile), message.common_tlvs()),
            of_route: String::new(),
        }
    }

    /// Goes on to the next route of the UPDATE, whether it is shown or not.
    pub(super) fn advance(&mut self) {
        self.of_route.clear();
        if let Some(route) = self.routes.next() {
            // The line shows which route it is.
            let tlvs = route.tlvs().map(|tlv| Tlv { index: None, ..tlv });
            self.of_route = text(Some(self.profile), tlvs);
        }
    }

    /// Appends the end of the line of the last route: `behind` ends it without TLVs.
    pub(super) fn put(&self, out: &mut Vec<u8>, behind: &[u8]) {
        let (end, behind) = behind.split_last().unwrap_or((&b'\n', &[]));
        out.extend_from_slice(behind);
        put::text(out, &self.of_route);
        out.push(*end);
    }
}

impl<'a> Lines<'a> {
    /// Returns the end of a line that is about the whole message.
    pub(super) fn end(&self) -> String {
        let tlvs = self.tlvs.as_ref().map_or("", |tlvs| &tlvs.all);
        format!("{}{tlvs}", self.tail)
    }

    /// Goes on behind the routes of a list that are not shown.
    pub(super) fn pass(&mut self, list: &RouteList<'_>) {
        if let Some(tlvs) = &mut self.tlvs {
            walk(&list.nlri, |_| tlvs.advance());
        }
    }

    pub(super) fn version_4(
        &mut self,
        message: &'a v4::Message<&[u8]>,
        known: &Known<'_>,
    ) -> io::Result<()> {
        let tlvs = message.tlvs().unwrap_or_default();
        let (words, end) = texts(message);
        match (message.into_version_3(), message) {
            (Some(Message::RouteMonitoring(monitoring)), v4::Message::RouteMonitoring(message)) => {
                self.tlvs = Some(RouteTlvs::of(message));
                let base = self.place.offset_of(tlvs.octets());
                self.monitoring(&monitoring, base, known)?;
            }
            (_, v4::Message::RouteMonitoring(message)) => {
                if let Err(error) = message.update() {
                    self.error(&error, 0, self.place.frame)?;
                }
            }
            (Some(Message::StatisticsReport(report)), _) => {
                self.line(&format!("{}{words}{end}", events::statistics(&report)))?;
                self.malformed(report.statistics)?;
            }
            (Some(Message::PeerDown(mut down)), _) => {
                down.information = PeerUpTlvs::default();
                self.line(&format!("{}{words}{end}", events::peer_down(&down)))?;
                self.pdu(down.reason.notification())?;
            }
            (Some(Message::PeerUp(mut up)), _) => {
                up.information = PeerUpTlvs::default();
                let text = peer_up::text(&up, known.negotiated());
                self.line(&format!("{text}{words}{end}"))?;
                self.opens(&up)?;
            }
            (Some(Message::Initiation(_)), _) => self.line(&format!("initiation{words}{end}"))?,
            (Some(Message::Termination(_)), _) => {
                self.line(&format!("termination:{words}{end}"))?;
            }
            (_, v4::Message::RouteMirroring(_)) => {
                self.tail.to_mut().push_str(&end);
                self.mirror_tail = end;
                let shown = tlvs
                    .into_iter()
                    .flatten()
                    .filter_map(|tlv| match tlv.value {
                        Value::MirroredMessage(message) => Some(MirroringTlv::BgpMessage(message)),
                        Value::Information(information) => {
                            Some(MirroringTlv::Information(information))
                        }
                        _ => None,
                    });
                self.mirroring(tlvs.octets(), shown.map(Ok))?;
            }
            (_, v4::Message::Unknown(unknown)) => {
                self.line(&format!("{}{end}", super::unknown(unknown)))?;
            }
            (_, message) => {
                self.line(&format!("{} without content{end}", message.message_type()))?;
            }
        }
        self.malformed(tlvs)
    }
}
