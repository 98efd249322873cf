using AgentSched.Outbound.Agents;
using AgentSched.Tests.Support;
using Microsoft.Extensions.Configuration;

namespace AgentSched.Tests.Outbound.Agents;

[Trait("shows", "access-money")]
public sealed class AgentSecretsTests
{
    private const string Canary = "canary-7f3k9q2m";

    [Theory] // settings; tenant, name of the secret, address: what is sent, or why nothing is
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "main", "vault", "https://a.example/api/task",      "C")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "main", "vault", "https://A.EXAMPLE:8443/api/task", "C")] // any port
    [InlineData("AgentSecrets:vault=C AgentSecretHosts:vault=a.example",                 "main", "vault", "https://a.example/",              "C")] // the old form is the deployment's tenant's
    [InlineData("AgentSecrets:vault=C AgentSecretHosts:main:vault=a.example",            "main", "vault", "https://a.example/",              "C")]
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=b.example,a.example", "t2",   "vault", "https://a.example/",              "C")]
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=a.example:8443",      "t2",   "vault", "https://a.example:8443/",         "C")]
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=[::1]",               "t2",   "vault", "http://[::1]:9000/",              "C")]
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=a.example:8443",      "t2",   "vault", "https://a.example/",              "may not be sent to a.example: the setting AgentSecretHosts:t2:vault")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "main", "vault", "https://a.example.evil.example/", "may not be sent to a.example.evil.example")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "main", "vault", "https://evil-a.example/",         "may not be sent to evil-a.example")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "main", "vault", "https://x.a.example/",            "may not be sent to x.a.example")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=x@a.example",     "main", "vault", "https://a.example/",              "may not be sent to a.example")]
    [InlineData("AgentSecrets:main:vault=C",                                             "main", "vault", "https://a.example/",              "the setting AgentSecretHosts:vault does not name this host")] // required
    [InlineData("AgentSecrets:vault=C AgentSecretHosts:vault=a.example",                 "t2",   "vault", "https://a.example/",              "the setting AgentSecrets:t2:vault, which holds the agent's secret, is missing")]
    [InlineData("AgentSecrets:main:vault=C AgentSecretHosts:main:vault=a.example",       "t2",   "vault", "https://a.example/",              "AgentSecrets:t2:vault, which holds the agent's secret, is missing")]
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=a.example",           "main", "t2:vault", "https://a.example/",           "is missing")] // a name does not reach into another tenant
    [InlineData("AgentSecrets:t2:vault=C AgentSecretHosts:t2:vault=a.example",           "main", "t2",    "https://a.example/",              "is missing")]
    [InlineData("",                                                                      "main", "vault", "https://a.example/",              "AgentSecrets:vault, which holds the agent's secret, is missing")]
    public void A_secret_is_sent_to_the_hosts_of_its_tenant_and_nowhere_else(string settings, string tenant, string name, string address, string expected)
    {
        var agent = A.Agent(A.At("08:00")) with { Tenant = tenant, Secret = name, Url = new Uri(address) };
        var secrets = Of(settings);
        var (value, refusal) = secrets.Find(agent, agent.Url);
        Assert.Equal(expected == "C" ? Canary : null, value);
        Assert.Equal(expected == "C", refusal is null);
        Assert.Contains(expected == "C" ? string.Empty : expected, refusal ?? string.Empty, StringComparison.Ordinal);
        Assert.Equal(refusal is null, secrets.Objection(agent) is null);
        Assert.DoesNotContain(Canary, $"{refusal} {secrets.Objection(agent)}", StringComparison.Ordinal);
    }

    [Fact]
    public void An_unknown_secret_a_foreign_one_and_a_value_are_refused_in_the_same_words()
    {
        var secrets = Of("AgentSecrets:t2:theirs=C AgentSecretHosts:t2:theirs=a.example");
        string[] names = ["theirs", "nosuch", "t2:theirs", "sk-live-4f9b1c", "two words", "", new('x', 5000), "ask_a_b\n"];
        var words = names.Select(name => secrets.Objection(A.Agent(A.At("08:00"), url: "https://a.example/") with { Secret = name })).Distinct(StringComparer.Ordinal);
        Assert.StartsWith("is not the name of a secret of this tenant", Assert.Single(words), StringComparison.Ordinal);
    }

    [Fact]
    public void An_agent_without_a_secret_needs_none() =>
        Assert.Equal((null, null, null), (Of("").Find(A.Agent(A.At("08:00")), new Uri("https://a.example/")).Value, Of("").Find(A.Agent(A.At("08:00")), new Uri("https://a.example/")).Refusal, Of("").Objection(A.Agent(A.At("08:00")))));

    private static AgentSecrets Of(string settings) => new(new ConfigurationBuilder().AddInMemoryCollection(
        settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(one => one.Split('=')).ToDictionary(one => one[0], one => (string?)(one[1] == "C" ? Canary : one[1]))).Build());
}
