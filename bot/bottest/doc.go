// Package bottest holds plays: tests that read like a conversation. They run the
// whole program in the local workspace, through the real adapter, and see what a
// person sees.
package bottest
