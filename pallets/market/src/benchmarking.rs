// SPDX-License-Identifier: Apache-2.0
//! Benchmarks of the pallet's calls, each at its dearest.
