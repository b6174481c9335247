import Testing

@testable import Engine

@Suite("Digests")
struct DigestTests {
    private func namespace(_ method: DigestMethod) throws -> Namespace {
        try Store().createNamespace(
            "test", configuration: EngineConfiguration(shards: 16, digest: method))
    }

    @Test("set, key type and key are digested as Aerospike's clients do")
    func composition() throws {
        let namespace = try namespace(.ripemd160)
        let demo = try namespace.set(named: "demo")
        let k1 = Array("k1".utf8)
        let blob: [UInt8] = [1, 2]
        let cases: [(Digest, String, Int)] = [
            (
                unsafe namespace.digest(ofKey: k1.span.bytes, set: demo),
                "b747f5854d0b33259928d0cfab7fad81d6abfbf6", 1975
            ),
            (
                unsafe namespace.digest(ofKey: [UInt8]().span.bytes, set: demo),
                "6253653507ba82c3f57c87af2f86d39033149e0c", 866
            ),
            (
                namespace.digest(ofKey: 1, set: demo),
                "b7f4b83889e2da67de683e1df6919a1eacc446c8", 1207
            ),
            (
                namespace.digest(ofKey: -1, set: demo),
                "e9d49a24c3debdc5a6d551d3e7087999a263bb97", 1257
            ),
            (
                unsafe namespace.digest(ofKey: blob.span.bytes, type: .blob, set: demo),
                "41721215fd2e56087e4f962047729a972784f317", 577
            ),
            (
                unsafe namespace.digest(ofKey: k1.span.bytes),
                "50149955959c2fef0a83613ae80c78bb9c96b269", 1104
            ),
        ]
        for (digest, text, partition) in cases {
            #expect(digest.description == text)
            #expect(digest.partition == partition)
        }
    }

    @Test("a digest gives back the bytes it was made of, and only 20 bytes make one")
    func bytes() {
        let bytes = (0..<20).map { UInt8($0 * 13 + 5) }
        let digest = unsafe Digest(bytes: bytes.span.bytes)
        #expect((0..<20).map { digest?[$0] } == bytes.map { $0 })
        let short = unsafe Digest(bytes: [UInt8](repeating: 0, count: 19).span.bytes)
        #expect(short == nil)
    }

    @Test("digests compare by partition, then as their bytes do")
    func order() {
        var random = SeededRandom(seed: 7)
        for _ in 0..<2000 {
            let left = random.digest()
            let right = random.digest()
            let inBytes = (0..<20).map { left[$0] }.lexicographicallyPrecedes(
                (0..<20).map { right[$0] })
            if left.partition == right.partition {
                #expect((left < right) == inBytes)
            } else {
                #expect((left < right) == (left.partition < right.partition))
            }
        }
    }

    @Test("the fast digest is the same on every machine")
    func fastGolden() throws {
        let namespace = try namespace(.fast)
        let demo = try namespace.set(named: "demo")
        let texts = ["", "k", "key", "user", "user1234", "user12345678", "0123456789abcdef0"]
        let digests = texts.map { text in
            let bytes = Array(text.utf8)
            return unsafe namespace.digest(ofKey: bytes.span.bytes, set: demo).description
        }
        #expect(digests == Self.fastDigests)
    }

    // Computed by a separate implementation of the same definition, on integers without bounds.
    private static let fastDigests = [
        "10c84a877c7abc9778362f6f043a5acae59833dd",
        "4b6650cf87f21cc1320582b96340966130a6e9f3",
        "b20a2facf88e73fec58e1cbf663411e1504bc907",
        "e6cf61f05aec40956a0b2d1b82b616f3600080f7",
        "eb971b30ccfe41e7245bd6db307e18f2fa2b1bd8",
        "b0d57af5fc6339231c7f7061984fa5c3d8225939",
        "8d5a84134061d7973f9e7c1a79e49abe62949af1",
    ]

    @Test("flipping any bit of a key flips each bit of the fast digest about half the time")
    func avalanche() {
        var random = SeededRandom(seed: 3)
        for byteCount in [4, 8, 24, 40] {
            let keyCount = 600
            var flips = [Int](repeating: 0, count: 160)
            var total = 0
            for _ in 0..<keyCount {
                var key = (0..<byteCount).map { _ in UInt8.random(in: 0...255, using: &random) }
                let before = unsafe FastDigest.digest(of: key.span.bytes, seed: 1)
                let bit = Int.random(in: 0..<(8 * byteCount), using: &random)
                key[bit / 8] ^= 1 << UInt8(bit % 8)
                let after = unsafe FastDigest.digest(of: key.span.bytes, seed: 1)
                total += 1
                for index in 0..<160
                where (before[index / 8] ^ after[index / 8]) >> UInt8(index % 8) & 1 == 1 {
                    flips[index] += 1
                }
            }
            // 600 fair coins lie within 300 ± 70 in all but 1 of 10^8 trials.
            for count in flips { #expect(abs(count - total / 2) < 70) }
        }
    }

    @Test("fast digests of alike keys do not collide, and fill the partitions evenly")
    func collisions() {
        let keyCount = 100_000
        var seen: Set<Digest> = []
        var heads: Set<UInt64> = []
        var perPartition = [Int](repeating: 0, count: 4096)
        for number in 0..<keyCount {
            let key = Array("user\(number)".utf8)
            let digest = unsafe FastDigest.digest(of: key.span.bytes, seed: 1)
            seen.insert(digest)
            heads.insert(digest.orderKey)
            perPartition[digest.partition] += 1
        }
        #expect(seen.count == keyCount)
        #expect(heads.count == keyCount)
        let expected = Double(keyCount) / 4096
        let chiSquare = perPartition.reduce(0.0) {
            $0 + (Double($1) - expected) * (Double($1) - expected) / expected
        }
        // 4,095 degrees of freedom: mean 4,095, standard deviation 90.5.
        #expect(abs(chiSquare - 4095) < 5 * 90.5)
    }

    @Test("set, key type and length each change the fast digest")
    func separation() throws {
        let namespace = try namespace(.fast)
        let demo = try namespace.set(named: "demo")
        let zeros = [UInt8](repeating: 0, count: 40)
        var seen: Set<Digest> = []
        for count in 0...40 {
            let key = Array(zeros[..<count])
            for type in KeyType.allCases {
                for set in [SetID.none, demo] {
                    let digest = unsafe namespace.digest(
                        ofKey: key.span.bytes, type: type, set: set)
                    #expect(seen.insert(digest).inserted)
                }
            }
        }
    }
}
