/// What is wrong with a text that should be a GeoJSON object.
public enum GeoJSONFault: String, Hashable, Sendable, CustomStringConvertible {
    /// The text is no JSON.
    case notJSON = "no JSON; give one JSON object"
    /// The JSON is no object.
    case notObject = "no object; give one like {\"type\": \"Point\", \"coordinates\": [8.5, 47.4]}"
    /// The object lacks a type, or has one that is not GeoJSON's.
    case unknownType = "the type is none of GeoJSON's nor AeroCircle; give one of them"
    /// The object lacks the member that its type must have.
    case memberMissing = "the member that the type must have is missing; give it"
    /// A position is no longitude within ±180° with a latitude within ±90°.
    case positionOutOfRange = "no position; give longitude within ±180 and latitude within ±90"
    /// Arrays and objects are nested too deep.
    case tooDeep = "nested deeper than 64 levels; give less"

    /// What is wrong, and what to do about it.
    public var description: String { rawValue }
}

/// A light check of GeoJSON text: JSON (RFC 8259), a known type and its member, positions on Earth.
///
/// It does not check that rings close or lines have two ends. Source of types and members: RFC
/// 7946 parts 1.4 and 3; AeroCircle (a position and a radius in metres) is Aerospike's.
struct GeoJSON {
    /// Throws what is wrong with `text`, if anything is.
    static func validate(_ text: RawSpan) throws(ValueError) {
        var scanner = JSONScanner()
        scanner.skipSpace(text)
        guard scanner.peek(text) == UInt8(ascii: "{") else {
            throw scanner.fault(scanner.peek(text) == nil ? .notJSON : .notObject)
        }
        try object(text, &scanner, depth: 1)
        scanner.skipSpace(text)
        if scanner.offset != text.byteCount { throw scanner.fault(.notJSON) }
    }

    /// The members of an object that are GeoJSON themselves, by what a type must have.
    private enum Member: String {
        case coordinates, geometry, geometries, features
    }

    private static func member(ofType type: String) -> Member? {
        switch type {
        case "Point", "MultiPoint", "LineString", "MultiLineString", "Polygon", "MultiPolygon",
            "AeroCircle":
            .coordinates
        case "GeometryCollection": .geometries
        case "Feature": .geometry
        case "FeatureCollection": .features
        default: nil
        }
    }

    private static func object(
        _ text: RawSpan, _ scanner: inout JSONScanner, depth: Int
    ) throws(ValueError) {
        let start = scanner.offset
        var type: String?
        var found: Set<Member> = []
        try scanner.eachMember(text) { (name, scanner) throws(ValueError) in
            if name == "type", scanner.peek(text) == UInt8(ascii: "\"") {
                type = try scanner.string(text)
            } else if let member = Member(rawValue: name) {
                try Self.member(member, text, &scanner, depth: depth)
                found.insert(member)
            } else {
                try scanner.skipValue(text, depth: depth)
            }
        }
        guard let type, let needed = member(ofType: type) else {
            throw .invalidGeoJSON(at: start, .unknownType)
        }
        if !found.contains(needed) { throw .invalidGeoJSON(at: start, .memberMissing) }
    }

    private static func member(
        _ member: Member, _ text: RawSpan, _ scanner: inout JSONScanner, depth: Int
    ) throws(ValueError) {
        switch member {
        case .coordinates:
            guard scanner.peek(text) == UInt8(ascii: "[") else {
                throw scanner.fault(.positionOutOfRange)
            }
            try coordinates(text, &scanner, depth: depth + 1)
        case .geometry:
            // A feature without a place has a null geometry (RFC 7946 part 3.2).
            if scanner.peek(text) == UInt8(ascii: "n") {
                return try scanner.skipValue(text, depth: depth)
            }
            try nested(text, &scanner, depth: depth + 1)
        case .geometries, .features:
            try scanner.eachElement(text) { (_, scanner) throws(ValueError) in
                try nested(text, &scanner, depth: depth + 2)
            }
        }
    }

    private static func nested(
        _ text: RawSpan, _ scanner: inout JSONScanner, depth: Int
    ) throws(ValueError) {
        guard depth <= JSONScanner.depthLimit else { throw scanner.fault(.tooDeep) }
        guard scanner.peek(text) == UInt8(ascii: "{") else { throw scanner.fault(.notObject) }
        try object(text, &scanner, depth: depth)
    }

    /// An array of arrays, or a position: an array that begins with a number.
    private static func coordinates(
        _ text: RawSpan, _ scanner: inout JSONScanner, depth: Int
    ) throws(ValueError) {
        guard depth <= JSONScanner.depthLimit else { throw scanner.fault(.tooDeep) }
        var isPosition = false
        var count = 0
        let start = scanner.offset
        try scanner.eachElement(text) { (index, scanner) throws(ValueError) in
            count = index + 1
            if scanner.peek(text) == UInt8(ascii: "[") {
                if isPosition { throw scanner.fault(.positionOutOfRange) }
                return try coordinates(text, &scanner, depth: depth + 1)
            }
            let place = scanner.offset
            let number = try scanner.number(text)
            if index == 0 { isPosition = true }
            let limit: Double = index == 0 ? 180 : 90
            if isPosition && index < 2 && !(number.magnitude <= limit) {
                throw .invalidGeoJSON(at: place, .positionOutOfRange)
            }
        }
        if isPosition && count < 2 { throw .invalidGeoJSON(at: start, .positionOutOfRange) }
    }
}
