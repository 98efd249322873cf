using AgentSched.Tests.Scenarios.LostAnswers;
using AgentSched.Tests.Support;

namespace AgentSched.Tests.Scenarios;

/// <summary>
/// For each kind of transaction: the answer of the commit is lost after the service carried it out; the same while somebody else builds on it before the
/// client asks again; and a request that never arrives while a rival is faster. What the caller is told is true, and nothing is lost or doubled.
/// </summary>
[Trait("shows", "one-world")]
public sealed class LostAnswerTests(AzuriteFixture azurite)
{
    private static readonly Dictionary<string, LostAnswerKind> Kinds = RunKinds.All.Concat(DefinitionKinds.All).Concat(OtherKinds.All).ToDictionary(StringComparer.Ordinal);

    public static TheoryData<string> Names => [.. Kinds.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public Task Lost(string kind) => PlayAsync(Kinds[kind], "Lost");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Lost_and_built_on_by_another_process(string kind) => PlayAsync(Kinds[kind], "BuiltOn");

    [Theory]
    [MemberData(nameof(Names))]
    public Task Never_arrived_and_a_rival_was_faster(string kind) => PlayAsync(Kinds[kind], "Raced");

    private async Task PlayAsync(LostAnswerKind kind, string mode)
    {
        await using var world = await LostAnswerWorld.StartAsync(azurite);
        await kind.Prepare(world);
        bool IsCommit(string body) => body.Contains(kind.Commit, StringComparison.Ordinal);
        if (mode == "Raced")
        {
            world.Storage.LoseRequests(IsCommit, () => kind.Race is null ? kind.Act(world, world.Rival) : kind.Race(world));
        }
        else
        {
            world.Storage.LoseAnswers(IsCommit, mode == "BuiltOn" ? () => kind.BuildOn(world) : null);
        }

        var told = await kind.Act(world, world.Ours);
        Assert.True(world.Storage.Lost > 0, $"nothing with {kind.Commit} was committed");
        world.Storage.Heal();
        Assert.Equal(mode switch { "Raced" => kind.Raced, "BuiltOn" => kind.BuiltOn ?? kind.Done, _ => kind.Done }, told);

        await world.FinishAsync();
        if (kind.Verify is { } verify)
        {
            await verify(world, mode);
        }

        await new Rows(world.Storage.Direct).AssertAtRestAsync();
        if (!kind.HasAgent)
        {
            return;
        }

        await UsageCheck.AssertAsync(world.Storage.Direct);
        await FeedCheck.AssertAsync(world.Storage.Direct);
    }
}
