using System.Security.Cryptography;

namespace AgentSched.Parity.DurableTask;

[Trait("shows", "originals")]
[NeedsDurableStorage("processes are killed and others go on with their work")]
public sealed class KillTests(AzuriteFixture azurite)
{
    [Fact]
    public async Task A_thousand_orchestrations_survive_twenty_kills()
    {
        var seed = RandomNumberGenerator.GetInt32(int.MaxValue);
        var report = await new KillRun(azurite.TakeAccount(), instances: 1000, kills: 20, seed).RunAsync();
        TestContext.Current.TestOutputHelper?.WriteLine($"seed {seed}: {report}");
        Assert.True(report.Problems.Count == 0, $"seed {seed}: {report}\n{string.Join('\n', report.Problems.Take(20))}");
    }
}
