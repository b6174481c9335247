import TestSupport
import Testing

@testable import Engine

@Suite("GeoJSON")
struct GeoJSONTests {
    private func fault(_ text: String) -> GeoJSONFault? {
        do {
            try unsafe GeoJSON.validate(text.utf8Span.span.bytes)
            return nil
        } catch {
            guard case .invalidGeoJSON(_, let fault) = error else { return nil }
            return fault
        }
    }

    @Test(
        "objects of every type are stored",
        arguments: [
            #"{"type": "Point", "coordinates": [8.5, 47.4]}"#,
            #"{"coordinates":[-180,90,1200.5],"type":"Point"}"#,
            #"{"type":"MultiPoint","coordinates":[[0,0],[1e1,-9.0E+1]]}"#,
            #"{"type":"LineString","coordinates":[[0,0],[1,1]]}"#,
            #"{"type":"Polygon","coordinates":[[[0,0],[1,1],[1,0],[0,0]]]}"#,
            #"{"type":"MultiPolygon","coordinates":[[[[0,0],[1,1],[1,0],[0,0]]]]}"#,
            #"{"type":"AeroCircle","coordinates":[[-122.25, 37.77], 3000]}"#,
            #"{"type":"GeometryCollection","geometries":[{"type":"Point","coordinates":[1,2]}]}"#,
            #"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2]},"properties":{}}"#,
            #"{"type":"Feature","geometry":null,"properties":{"a\n\u00e9":[1,true,false,null]}}"#,
            #"{"type":"FeatureCollection","features":[]}"#,
            " { \"type\" : \"Point\" , \"coordinates\" : [ 1 , 2 ] } \n",
        ])
    func valid(text: String) {
        #expect(fault(text) == nil)
    }

    @Test(
        "what is no GeoJSON is refused",
        arguments: [
            ("", GeoJSONFault.notJSON), ("[]", .notObject), ("7", .notObject), ("{", .notJSON),
            (#"{"type":"Point","coordinates":[1,2]"#, .notJSON),
            (#"{"type":"Point","coordinates":[1,2]}}"#, .notJSON),
            (#"{"type":"Point","coordinates":[1,2],}"#, .notJSON),
            (#"{"type":"Point","coordinates":[01,2]}"#, .notJSON),
            (#"{"type":"Point","coordinates":[1.,2]}"#, .notJSON),
            (#"{"type":"Point","coordinates":["1",2]}"#, .notJSON),
            (#"{"type":"Po\xint","coordinates":[1,2]}"#, .notJSON),
            (#"{"type":"Point","a":tru,"coordinates":[1,2]}"#, .notJSON),
            ("{\"type\":\"Point\",\"a\":\"\u{1}\",\"coordinates\":[1,2]}", .notJSON),
            ("{}", .unknownType), (#"{"type":"Circle","coordinates":[1,2]}"#, .unknownType),
            (#"{"type":7,"coordinates":[1,2]}"#, .unknownType),
            (#"{"type":"Point"}"#, .memberMissing),
            (#"{"type":"Feature","coordinates":[1,2]}"#, .memberMissing),
            (#"{"type":"Point","coordinates":[180.1,2]}"#, .positionOutOfRange),
            (#"{"type":"Point","coordinates":[1,-90.5]}"#, .positionOutOfRange),
            (#"{"type":"Point","coordinates":[1e999,0]}"#, .positionOutOfRange),
            (#"{"type":"Point","coordinates":[1]}"#, .positionOutOfRange),
            (#"{"type":"Point","coordinates":[1,[2]]}"#, .positionOutOfRange),
            (#"{"type":"Point","coordinates":7}"#, .positionOutOfRange),
            (#"{"type":"GeometryCollection","geometries":[7]}"#, .notObject),
            (
                #"{"type":"GeometryCollection","geometries":[{"type":"P"}]}"#, .unknownType
            ),
        ])
    func invalid(text: String, expected: GeoJSONFault) {
        #expect(fault(text) == expected)
    }

    @Test("nesting is bounded")
    func nesting() {
        let open = String(repeating: "[", count: 100_000)
        #expect(fault(#"{"type":"Point","coordinates":"# + open) == .tooDeep)
        #expect(fault(#"{"type":"Point","properties":"# + open) == .tooDeep)
        let object = String(repeating: #"{"type":"Feature","geometry":"#, count: 10_000)
        #expect(fault(object) == .tooDeep)
    }

    @Test("a text with bytes changed never traps")
    func mutated() {
        let text = #"{"type":"Feature","geometry":{"type":"Point","coordinates":[1,2.5e0]}}"#
        forEachSeed(2000) { seed in
            var random = SeededRandom(seed: seed)
            var bytes = Array(text.utf8)
            for _ in 0..<3 {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                bytes[place] = UInt8.random(in: 0...255, using: &random)
            }
            let isValid = (try? unsafe GeoJSON.validate(bytes.span.bytes)) != nil
            #expect(!isValid || bytes.first == 0x7b, seedComment(seed))
        }
    }

    @Test("the error has Aerospike's code and says what to do")
    func error() {
        #expect(throws: ValueError.invalidGeoJSON(at: 0, .notObject)) {
            let draft = RecordDraft()
            try draft.append(BinID(rawValue: 0), .geoJSON("[]"))
        }
        let error = ValueError.invalidGeoJSON(at: 9, .positionOutOfRange)
        #expect(error.code == .invalidGeoJSON)
        #expect(
            error.description == "not GeoJSON at byte 9: no position; "
                + "give longitude within ±180 and latitude within ±90")
    }
}
