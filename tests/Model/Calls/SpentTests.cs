using AgentSched.Model.Calls;
using AgentSched.Model.Runs;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Calls;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class SpentTests
{
    [Theory] // spent before, the next answer, both together: USD, tokens in, tokens out; ? is not told, - is nothing at all
    [InlineData("-",       "-",         "-")]
    [InlineData("-",       "? ? ?",     "-")] // an answer that tells nothing
    [InlineData("-",       "0.5 10 20", "0.5 10 20")]
    [InlineData("-",       "0 ? ?",     "0 0 0")]
    [InlineData("-",       "? 10 ?",    "0 10 0")]
    [InlineData("0.5 1 2", "-",         "0.5 1 2")]
    [InlineData("0.5 1 2", "? ? ?",     "0.5 1 2")]
    [InlineData("0.5 1 2", "0.25 3 4",  "0.75 4 6")]
    [InlineData("0.5 1 2", "? ? 4",     "0.5 1 6")]
    public void Attempts_add_up(string before, string answer, string expected) => Assert.Equal(Sum(expected), Spent.Add(Sum(before), Answer(answer)));

    [Theory] // spent by earlier attempts, the last answer, the answer of the record; ? is not told, - is nothing at all
    [InlineData("-",       "-",        "-")]
    [InlineData("-",       "? ? ?",    "? ? ?")]
    [InlineData("-",       "0.5 1 ?",  "0.5 1 ?")] // there was one attempt: its answer as it is
    [InlineData("0.5 1 2", "-",        "0.5 1 2")] // the last attempt told nothing; the earlier ones cost all the same
    [InlineData("0.5 1 2", "? ? ?",    "0.5 1 2")]
    [InlineData("0.5 1 2", "0.25 3 4", "0.75 4 6")]
    public void The_record_bears_what_all_attempts_cost(string before, string answer, string expected)
    {
        var last = Answer(answer) is { } said ? said with { Response = "hello" } : null;
        var into = Spent.Into(last, Sum(before));
        Assert.Equal(Answer(expected), into is null ? null : into with { Response = null });
        Assert.Equal(last?.Response, into?.Response);
    }

    [Theory] // whether cost and tokens were unknown before, and of the next answer; both together
    [InlineData(false, false, false, false, false, false)]
    [InlineData(true,  false, false, false, true,  false)]
    [InlineData(false, false, true,  false, true,  false)]
    [InlineData(false, true,  true,  false, true,  true)]
    [InlineData(true,  true,  false, false, true,  true)]
    [Trait("shows", "right-answers")]
    public void What_is_unknown_of_one_attempt_is_unknown_of_all(bool cost, bool tokens, bool nextCost, bool nextTokens, bool expectedCost, bool expectedTokens)
    {
        var all = Spent.Add(new Spent(1, 2, 3, cost, tokens), new AgentAnswer { CostUnknown = nextCost, TokensUnknown = nextTokens });
        Assert.Equal(new Spent(1, 2, 3, expectedCost, expectedTokens), all);
        var into = Spent.Into(answer: null, all);
        Assert.Equal((expectedCost, expectedTokens), (into!.CostUnknown, into.TokensUnknown));
    }

    [Fact]
    public void However_many_attempts_the_record_bears_the_sum_of_what_was_told() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var random = new Random(seed);
        var answers = Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(4) == 0 ? null : new AgentAnswer { CostUsd = Maybe(), TokensIn = Maybe(), TokensOut = Maybe() }).ToList();
        var into = Spent.Into(answers[^1], answers.SkipLast(1).Aggregate((Spent?)null, Spent.Add));
        Assert.Equal(answers.Sum(one => one?.CostUsd ?? 0), into?.CostUsd ?? 0);
        Assert.Equal(answers.Sum(one => one?.TokensIn ?? 0), into?.TokensIn ?? 0);
        Assert.Equal(answers.Sum(one => one?.TokensOut ?? 0), into?.TokensOut ?? 0);

        int? Maybe() => random.Next(3) == 0 ? null : random.Next(1_000);
    });

    private static AgentAnswer? Answer(string text) => text.Split(' ') is [var cost, var tokensIn, var tokensOut]
        ? new AgentAnswer { CostUsd = A.Usd(cost), TokensIn = (long?)A.Usd(tokensIn), TokensOut = (long?)A.Usd(tokensOut) }
        : null;

    private static Spent? Sum(string text) => Answer(text) is { } all ? new Spent(all.CostUsd!.Value, all.TokensIn!.Value, all.TokensOut!.Value) : null;
}
