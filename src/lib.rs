//! The BGP Monitoring Protocol, as a codec.
#![no_std]
