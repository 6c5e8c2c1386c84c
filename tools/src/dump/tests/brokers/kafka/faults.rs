//! Connections that are cut, a broker that stops or forgets, and messages that it refuses.
