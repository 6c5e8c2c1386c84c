//! The collector as a whole, on loopback.
