//! BGP-LS: AFI 16388 (RFC 9552). The values that its routes and its attribute share.
//!
//! ```
//! use bmp_codec::bgp::nlri::link_state::{MultiTopologyId, ProtocolId, SystemId};
//!
//! assert_eq!(ProtocolId::from(2), ProtocolId::IsisLevel2);
//! assert_eq!(MultiTopologyId(0x8002).id(), 2);
//! let system_id: SystemId = "0000.0000.0001".parse()?;
//! assert_eq!(system_id.octets(), [0, 0, 0, 0, 0, 1]);
//! # Ok::<(), bmp_codec::net::ParseError>(())
//! ```

mod multi_topology_id;
mod protocol_id;
mod system_id;

pub use multi_topology_id::MultiTopologyId;
pub use protocol_id::ProtocolId;
pub use system_id::SystemId;
