using AgentSched.Model.Calls;
using AgentSched.Model.Runs;

namespace AgentSched.Tests.Model.Calls;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class AgentReplyTests
{
    [Theory] // whether the answer has a long response, a log; long texts that are closed
    [InlineData(false, false, 0)]
    [InlineData(true,  false, 1)]
    [InlineData(false, true,  1)]
    [InlineData(true,  true,  2)]
    public void A_reply_closes_the_long_texts_of_its_answer(bool response, bool log, int expected)
    {
        var closed = 0;
        using (new AgentReply(ReplyKind.Succeeded, RunReason.Completed, "done") { Answer = new AgentAnswer { WholeResponse = Text(response), Log = Text(log) } })
        {
            Assert.Equal(0, closed);
        }

        Assert.Equal(expected, closed);

        ILongText? Text(bool exists) => exists ? new LongText(() => closed++) : null;
    }

    [Fact]
    public void A_reply_without_an_answer_has_nothing_to_close() =>
        Assert.Null(Record.Exception(new AgentReply(ReplyKind.TimedOut, RunReason.AgentTimeout, "too slow").Dispose));

    private sealed class LongText(Action close) : ILongText
    {
        public Stream Reopen() => Stream.Null;

        public void Dispose() => close();
    }
}
