package config

import "slices"

func contains(words []string, word string) bool { return slices.Contains(words, word) }

// suggestion names the known key that was probably meant, or nothing.
func suggestion(key string, known []string) string {
	const furthest = 2
	best, distance := "", furthest+1
	for _, k := range slices.Sorted(slices.Values(known)) {
		if d := editDistance(key, k); d < distance && d < len(k)/2+1 {
			best, distance = k, d
		}
	}
	if best == "" {
		return ""
	}
	return "; did you mean " + best + "?"
}

// editDistance counts the insertions, deletions and replacements that lead from
// a to b; words that differ by more than a key's length are far anyway.
func editDistance(a, b string) int {
	x, y := []rune(a), []rune(b)
	const longest = 64
	if len(x) > longest || len(y) > longest {
		return longest
	}
	row := make([]int, len(y)+1)
	for j := range row {
		row[j] = j
	}
	for i := range x {
		diagonal := row[0]
		row[0] = i + 1
		for j := range y {
			cost := 1
			if x[i] == y[j] {
				cost = 0
			}
			diagonal, row[j+1] = row[j+1], min(row[j+1]+1, row[j]+1, diagonal+cost)
		}
	}
	return row[len(y)]
}
