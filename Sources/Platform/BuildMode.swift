/// How the tool was built.
public enum BuildMode {
    /// Whether it was built without optimisation, which makes its figures worthless.
    public static let isDebug = _isDebugAssertConfiguration()
}
