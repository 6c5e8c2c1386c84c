//! OPENs and their capabilities in the names of tshark's fields.

use bmp_codec::Encode;
use bmp_codec::bgp::capability::Capability;
use bmp_codec::bgp::nlri::Family;
use bmp_codec::bgp::{Open, ParameterValue};

use super::told::Told;

/// What an OPEN says behind its header.
pub(crate) fn open(open: &Open<&[u8]>, told: &mut Told) {
    told.number("bgp.open.version", open.version);
    told.number("bgp.open.myas", open.my_autonomous_system);
    told.number("bgp.open.holdtime", open.hold_time);
    told.text("bgp.open.identifier", open.bgp_identifier);
    told.number("bgp.open.opt.len", open.parameters_length);
    for parameter in open.parameters.iter().flatten() {
        let value = &parameter.value;
        told.number("bgp.open.opt.param.type", value.parameter_type());
        let length = match value {
            ParameterValue::Capabilities(capabilities) => capabilities.encoded_len(),
            ParameterValue::Unknown(unknown) => unknown.octets.encoded_len(),
            other => panic!("{other:?}"),
        };
        told.number("bgp.open.opt.param.len", length);
        if let ParameterValue::Capabilities(capabilities) = value {
            for capability in capabilities.iter().flatten() {
                self::capability(&capability, told);
            }
        }
    }
}

fn family(family: Family, [afi, safi]: [&'static str; 2], told: &mut Told) {
    told.number(afi, family.afi());
    told.number(safi, family.safi());
}

fn capability(capability: &Capability<&[u8]>, told: &mut Told) {
    let octets = capability.to_vec().unwrap();
    told.number("bgp.cap.type", capability.code());
    told.number("bgp.cap.length", octets[1]);
    match capability {
        Capability::Multiprotocol(of) => {
            family(of.family, ["bgp.cap.mp.afi", "bgp.cap.mp.safi"], told);
            told.octets("bgp.cap.reserved", &[of.reserved]);
        }
        Capability::OutboundRouteFiltering(of)
        | Capability::PrestandardOutboundRouteFiltering(of) => {
            for of in of.families.iter().flatten() {
                family(of.family, ["bgp.cap.orf.afi", "bgp.cap.orf.safi"], told);
                told.octets("bgp.cap.reserved", &[of.reserved]);
                told.number("bgp.cap.orf.number", of.filters.len());
                for filter in &of.filters {
                    told.number("bgp.cap.orf.type", u8::from(filter.orf_type));
                    told.number("bgp.cap.orf.sendreceive", filter.mode);
                }
            }
        }
        Capability::ExtendedNextHop(list) => {
            for one in list {
                told.number("bgp.cap.enh.afi", one.afi);
                told.number("bgp.cap.enh.safi", one.safi);
                told.number("bgp.cap.enh.nhafi", one.next_hop_afi);
            }
        }
        Capability::Bgpsec(bgpsec) => {
            told.number("bgp.cap.bgpsec.version", bgpsec.version());
            told.number("bgp.cap.bgpsec.sendreceive", u8::from(bgpsec.sends()));
            told.number("bgp.cap.bgpsec.reserved", bgpsec.unassigned());
            told.number("bgp.cap.bgpsec.afi", bgpsec.afi());
        }
        Capability::GracefulRestart(restart) => {
            let timers = u16::from_be_bytes([octets[2], octets[3]]);
            told.number("bgp.cap.gr.timers", timers);
            for (name, value) in [
                (
                    "bgp.cap.gr.timers.restart_flag",
                    u16::from(restart.restart_state()),
                ),
                (
                    "bgp.cap.gr.timers.notification_flag",
                    u16::from(restart.notification()),
                ),
                ("bgp.cap.gr.timers.restart_time", restart.restart_time()),
            ] {
                told.number(name, value);
            }
            for of in &restart.families {
                family(of.family, ["bgp.cap.gr.afi", "bgp.cap.gr.safi"], told);
                told.number("bgp.cap.gr.flag", of.flags);
                told.bits(of.flags, &[("bgp.cap.gr.flag.pfs", 7, 1)]);
            }
        }
        Capability::FourOctetAsNumber(asn) => told.number("bgp.cap.4as", asn.0),
        Capability::DynamicCapability(codes) => {
            for code in codes {
                told.number("bgp.cap.dc", code.0);
            }
        }
        Capability::AddPath(list) => {
            for one in list {
                family(one.family, ["bgp.cap.ap.afi", "bgp.cap.ap.safi"], told);
                told.number("bgp.cap.ap.sendreceive", one.mode);
            }
        }
        Capability::Fqdn(fqdn) | Capability::PrestandardFqdn(fqdn) => {
            let (host, domain) = (fqdn.hostname.0, fqdn.domain_name.0);
            told.number("bgp.cap.orf.fqdn.hostname.len", host.len());
            told.text("bgp.cap.orf.fqdn.hostname", String::from_utf8_lossy(host));
            told.number("bgp.cap.orf.fqdn.domain_name.len", domain.len());
            told.text(
                "bgp.cap.orf.fqdn.domain_name",
                String::from_utf8_lossy(domain),
            );
        }
        _ if octets.len() > 2 => told.octets("bgp.cap.unknown", &octets[2..]),
        _ => {}
    }
}
