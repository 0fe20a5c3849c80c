package embedded

// HoldWriter takes the place of a writer that is slow; the result ends it.
func HoldWriter(s *Store) (free func()) {
	s.writer <- struct{}{}
	return func() { <-s.writer }
}

// Writes counts the write transactions that reached the file.
func Writes(s *Store) int64 {
	stats := s.db.Stats()
	return stats.TxStats.GetWrite()
}
