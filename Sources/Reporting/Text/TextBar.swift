/// A horizontal bar of block characters (Unicode 2588 to 258F), an eighth of a column fine.
enum TextBar {
    /// How many columns a full bar has.
    static let width = 32
    private static let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    /// The bar of a share from 0 to 1; what is above 0 has a mark at least.
    static func text(_ share: Double) -> String {
        guard share > 0 else { return "" }
        let eighths = max(Int((min(share, 1) * Double(width * 8)).rounded()), 1)
        return String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    }
}
