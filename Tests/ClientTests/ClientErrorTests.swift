import Client
import Platform
import Testing
import Wire

@Suite("Client errors")
struct ClientErrorTests {
    @Test(
        "an error says what happened, where, and what to do",
        arguments: [
            (
                ClientError(.refused(.recordExists), node: "BB9"),
                "node BB9: refused with code 5 (record exists)"
            ),
            (
                ClientError(.connectionLost, node: "BB9", isInDoubt: true),
                "node BB9: the connection ended before the answer; the write may have been done"
            ),
            (
                ClientError(.timeout),
                "no answer in time; allow more with the policy's timeout"
            ),
            (
                ClientError(.unreachable("connect: Connection refused")),
                "no node of the cluster answers (connect: Connection refused); "
                    + "check the addresses, and that it runs"
            ),
            (
                ClientError(.noNode(namespace: "tset", partition: 7)),
                "no node has partition 7 of namespace 'tset'; check its name"
            ),
            (
                ClientError(.infoRefused(command: "foo", answer: "ERROR:4:unrecognized command")),
                "info 'foo': ERROR:4:unrecognized command"
            ),
            (
                ClientError(.badNode(.otherCluster("b"))), "the node belongs to cluster 'b'"
            ),
            (
                ClientError(.invalid(.binName("abcdefghijklmnop"))),
                "bin 'abcdefghijklmnop': give a name of at most 15 bytes"
            ),
            (
                ClientError(.malformed(AerospikeWireError(.truncatedHeader))),
                "the answer makes no sense: a message shorter than its header"
            ),
        ]
    )
    func words(error: ClientError, expected: String) {
        #expect("\(error)" == expected)
    }

    @Test("every fault has words of its own, without a trace of code")
    func faults() {
        let faults: [any CustomStringConvertible] = [
            RequestFault.namespaceName(""), RequestFault.setName("s"), RequestFault.empty,
            RequestFault.valueTooDeep, RequestFault.partition(4_096),
            RequestFault.infoCommand("a\nb"), NodeFault.silent(command: "node"),
            NodeFault.notReady, NodeFault.badNumber(command: "g", answer: "x"),
            NodeFault.tooOld(build: "4.0"), ClientError(.closed),
            ClientError(.badContainer(.truncated)),
        ]
        let words = faults.map(\.description)
        #expect(Set(words).count == faults.count)
        for text in words { #expect(text.contains(" "), "\(text)") }
    }

    @Test("only a refusal has a code")
    func code() {
        #expect(ClientError(.refused(.hotKey)).code == .hotKey)
        #expect(ClientError(.timeout).code == nil)
    }
}
