using AgentSched.Model.Queues;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Model.Queues;

[Trait("shows", "house")]
[Trait("shows", "runs")]
public sealed class RunTermsTests
{
    private static readonly DateTimeOffset Later = A.At("09:00");

    [Theory] // maximum in USD, starts later, approved, awaits its owner; the column behind the run's id
    [InlineData(null,       false, false, false, "::")]
    [InlineData("0.5",      false, false, false, "0.5::")]
    [InlineData("0",        false, false, false, "0::")]
    [InlineData(null,       true,  false, false, ":639032004000000000:")]
    [InlineData(null,       false, true,  false, "::approved")]
    [InlineData(null,       false, false, true,  "::owner")]
    [InlineData("1000000",  true,  true,  true,  "1000000:639032004000000000:approvedowner")]
    public void Terms_are_read_as_they_were_written(string? maxCostUsd, bool later, bool approved, bool owner, string column)
    {
        var terms = new RunTerms(A.Usd(maxCostUsd), later ? Later : null, approved, owner);
        var all = RunTerms.None.Add(A.RunId('a'), terms);
        Assert.Equal($"{A.RunId('a')}:{column}", RunTerms.ToColumn(all));
        Assert.Equal(terms, Assert.Single(RunTerms.FromColumn(RunTerms.ToColumn(all))).Value);
    }

    [Theory] // the column behind the run's id; whether it is approved, by an admin, and awaits its owner
    [InlineData("::approved",        true,  false, false)]
    [InlineData("::approved+",       true,  true,  false)]
    [InlineData("::approvedowner",   true,  false, true)] // also of an earlier version, which did not tell who approved
    [InlineData("::approved+owner",  true,  true,  true)]
    [InlineData("::owner",           false, false, true)]
    [Trait("shows", "access-money")]
    public void The_column_tells_who_approved(string column, bool approved, bool byAdmin, bool owner)
    {
        var terms = Assert.Single(RunTerms.FromColumn($"{A.RunId('a')}:{column}")).Value;
        Assert.Equal((approved, byAdmin, owner), (terms.IsApproved, terms.IsApprovedByAdmin, terms.AwaitsOwner));
        Assert.Equal($"{A.RunId('a')}:{column}", RunTerms.ToColumn(RunTerms.None.Add(A.RunId('a'), terms)));
    }

    [Theory] // column; approved, awaits its owner
    [InlineData("::now",         false, false)]
    [InlineData("::nowowner",    false, true)]
    [InlineData("::approvednow", true,  false)]
    public void A_run_that_starts_now_or_never_says_so(string column, bool approved, bool owner)
    {
        var terms = RunTerms.Default with { IsImmediate = true, IsApproved = approved, AwaitsOwner = owner };
        var all = RunTerms.None.Add(A.RunId('a'), terms);
        Assert.Equal($"{A.RunId('a')}:{column}", RunTerms.ToColumn(all));
        Assert.Equal(terms, Assert.Single(RunTerms.FromColumn(RunTerms.ToColumn(all))).Value);
    }

    [Theory] // what its owner's ledger has reserved, as all that was left; the column behind the run's id
    [InlineData("2",      "0.5::owner:2")]
    [InlineData("0.7500", "0.5::owner:0.75")]
    [InlineData(null,     "0.5::owner")] // also of an earlier version
    public void All_that_was_left_stands_behind_the_rest(string? left, string column)
    {
        var terms = new RunTerms(0.5m, AwaitsOwner: true) { OwnerLeftUsd = A.Usd(left) };
        var all = RunTerms.None.Add(A.RunId('a'), terms);
        Assert.Equal($"{A.RunId('a')}:{column}", RunTerms.ToColumn(all));
        Assert.Equal(terms, Assert.Single(RunTerms.FromColumn(RunTerms.ToColumn(all))).Value);
    }

    [Theory] // column; without terms there are none
    [InlineData(null)]
    [InlineData("")]
    public void An_empty_column_holds_no_terms(string? column)
    {
        Assert.Empty(RunTerms.FromColumn(column));
        Assert.Equal("", RunTerms.ToColumn(RunTerms.None));
    }

    [Fact]
    public void Whatever_the_terms_of_many_runs_a_column_brings_them_back() => Assert.All(Enumerable.Range(0, 200), seed =>
    {
        var random = new Random(seed);
        var all = Enumerable.Range(0, random.Next(1, 30)).Select(i => (char)('a' + i % 26)).Distinct().ToDictionary(A.RunId, _ => new RunTerms(
            random.Next(2) == 0 ? random.Next(1_000_000) / 1_000_000m : null, random.Next(2) == 0 ? Later.AddTicks(random.NextInt64(1_000_000_000_000)) : null, random.Next(2) == 0, random.Next(2) == 0));
        var read = RunTerms.FromColumn(RunTerms.ToColumn(RunTerms.None.AddRange(all)));
        Assert.Equal(all.OrderBy(one => one.Key.ToString()), read.OrderBy(one => one.Key.ToString()));
    });
}
