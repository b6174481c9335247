/// Finds what a misspelt word was meant to be.
enum NearestName {
    /// The one of `known` that is close enough to `word` to suggest, if any.
    ///
    /// Close: at most a third of the letters, and at least two, differ.
    static func find(_ word: String, among known: [String]) -> String? {
        let letters = Array(word.lowercased().unicodeScalars.prefix(64))
        let candidates = known.map { name in
            (name, distance(letters, Array(name.lowercased().unicodeScalars)))
        }
        guard let best = candidates.min(by: { $0.1 < $1.1 }) else { return nil }
        return best.1 <= max(2, letters.count / 3) && best.1 < letters.count ? best.0 : nil
    }

    /// How many letters must be inserted, deleted, replaced or swapped with their neighbour.
    ///
    /// Source: the restricted form of Damerau, "A technique for computer detection and correction
    /// of spelling errors", Communications of the ACM 7(3), 1964.
    static func distance(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar]) -> Int {
        var beforePrevious: [Int] = []
        var previous = Array(0...right.count)
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                let replaced = previous[column] + (letter == other ? 0 : 1)
                var best = min(replaced, previous[column + 1] + 1, current[column] + 1)
                if row > 0 && column > 0 && letter == right[column - 1] && left[row - 1] == other {
                    best = min(best, beforePrevious[column - 1] + 1)
                }
                current.append(best)
            }
            beforePrevious = previous
            previous = current
        }
        return previous[right.count]
    }
}
