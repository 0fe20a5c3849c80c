package model

// Proposals is for tests.
var Proposals = proposals
