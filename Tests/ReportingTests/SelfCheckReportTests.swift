import Driver
import Testing

@testable import Reporting

@Suite("Self-check in reports")
struct SelfCheckReportTests {
    private func test(
        _ subject: DistributionTest.Subject, of keyspace: String? = nil,
        _ expected: String = "as it should be", _ realised: String = "as it is",
        pValue: Double? = 0.5, passed: Bool = true
    ) -> DistributionTest {
        DistributionTest(
            subject: subject, keyspace: keyspace, method: "chi-square", statistic: 1,
            pValue: pValue, sampleCount: 1_000, distance: 0.01, expected: expected,
            realised: realised, passed: passed)
    }

    private func line(_ tests: [DistributionTest]) -> String {
        SelfCheckLine.text(tests.map { SelfCheckSummary($0) })
    }

    @Test("the line names what was tested, and Zipf's exponents")
    func passed() {
        let zipf = test(.popularity, "Zipf 0.990", "Zipf 0.989 ± 0.001")
        #expect(
            line([test(.mix), zipf, test(.valueSizes), test(.arrivals)])
                == "  self-check: mix, popularity (Zipf 0.990, seen Zipf 0.989 ± 0.001), sizes, "
                + "arrivals: as specified\n")
        #expect(line([test(.mix, of: "a"), test(.mix, of: "b")]).contains("mix of a, mix of b:"))
    }

    @Test("what failed comes first, and what is only told comes last")
    func failed() {
        let told = test(.hitRatio, "not specified", "97.31 %", pValue: nil)
        #expect(
            line([test(.mix), test(.popularity, passed: false), told])
                == "  self-check: popularity NOT as specified; mix: as specified; "
                + "hit ratio 97.31 %\n")
        #expect(line([]).isEmpty)
    }

    @Test("the summary has every test, and nothing where nothing was checked")
    func summary() throws {
        var result = Fixture.result()
        #expect(RunSummary(result).measured?.selfCheck == nil)
        let last = result.phases.count - 1
        result.phases[last].selfCheck = [test(.mix, passed: false)]
        let check = try #require(RunSummary(result).measured?.selfCheck?.first)
        #expect(check.name == "mix" && check.method == "chi-square" && !check.passed)
        #expect(check.expected == "as it should be" && check.realised == "as it is")
        #expect(check.pValue == 0.5 && check.sampleCount == 1_000)
    }
}
