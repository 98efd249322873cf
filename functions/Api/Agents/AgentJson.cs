using System.Text.RegularExpressions;
using AgentSched.Api.Http;
using AgentSched.Api.Usage;
using AgentSched.Model.Access;
using AgentSched.Model.Agents;
using AgentSched.Model.Budgets;
using AgentSched.Model.Queues;
using AgentSched.Outbound.Guard;

namespace AgentSched.Api.Agents;

/// <summary>An agent as JSON: the request's fields and the answer.</summary>
internal static partial class AgentJson
{
    [GeneratedRegex(@"[^\s]", RegexOptions.CultureInvariant)]
    private static partial Regex NotBlank();

    /// <summary>Reads an agent from a request; adds errors to <paramref name="fields"/>.</summary>
    /// <param name="fields">The body.</param>
    /// <param name="name">The name from the path. Null: the body names it.</param>
    /// <param name="stored">The entry that is changed. Null: a new one.</param>
    /// <param name="caller">Who asks; by default the owner of a new agent.</param>
    /// <param name="guard">Decides which addresses are allowed.</param>
    /// <param name="now">Time of the request.</param>
    public static Agent Parse(JsonFields fields, string? name, Agent? stored, Caller caller, NetworkGuard guard, DateTimeOffset now)
    {
        fields.ReadOnly("createdAt", "updatedAt", "running", "waiting", "totals", "budget");
        var written = fields.Text("name", required: name is null, pattern: AgentName.Shape(), shape: AgentName.Words);
        if (name is not null && written is not null && written != name)
        {
            fields.Errors.Add("name", $"is \"{name}\" and cannot be changed; register another agent under the new name");
        }

        var kind = fields.Word<AgentKind>("kind") ?? AgentKind.Trinity;
        return new Agent
        {
            Tenant = caller.Tenant,
            Name = name ?? written ?? string.Empty,
            Id = stored?.Id ?? AgentKey.NewId(),
            Kind = kind,
            Url = Url(fields, kind, guard),
            Owner = Owner(fields, stored, caller),
            SharedWith = People(fields),
            MaxConcurrent = fields.Whole("maxConcurrent", 1, 32) ?? Agent.DefaultMaxConcurrent,
            QueueDepth = fields.Whole("queueDepth", 0, 100) ?? Agent.DefaultQueueDepth,
            Timeout = fields.Duration("timeout", Agent.MinTimeout, Agent.MaxTimeout) ?? Agent.DefaultTimeout,
            Secret = fields.Text("secret"), // checked by AgentReader; an error must not repeat it, because it may be a value
            Enabled = fields.Flag("enabled") ?? true,
            CreatedAt = stored?.CreatedAt ?? now,
            UpdatedAt = now,
            Model = fields.Text("model", max: 200, pattern: NotBlank(), shape: "a model's name"),
            Prices = Prices(fields, kind),
            Callbacks = fields.Flag("callbacks"),
            AcceptedEmptyAnswers = EmptyAnswers(fields, kind),
            Limits = SpendingLimits.Parse(fields),
            OnLimit = fields.Word<OnLimit>("onLimit") ?? OnLimit.Reject,
            Version = (stored?.Version ?? 0) + 1,
        };
    }

    public static object Answer(Agent agent, AgentQueue queue, DateTimeOffset now) => new
    {
        agent.Name,
        agent.Kind,
        agent.Url,
        agent.Owner,
        agent.SharedWith,
        agent.MaxConcurrent,
        agent.QueueDepth,
        agent.Timeout,
        agent.Secret,
        agent.Enabled,
        agent.Model,
        agent.Callbacks,
        agent.AcceptedEmptyAnswers,
        priceUsdPerMillionTokensIn = agent.Prices?.InUsd,
        priceUsdPerMillionTokensOut = agent.Prices?.OutUsd,
        agent.Limits,
        agent.OnLimit,
        agent.CreatedAt,
        agent.UpdatedAt,
        running = queue.Running.Length,
        waiting = queue.Waiting.Length,
        totals = queue.Spending.Totals.Answer(),
        budget = agent.Limits is { } limits ? Budget.Of(limits, queue.Spending, now).Answer() : null,
    };

    /// <summary>Only admins register agents for others and give them to others: the new owner answers for their costs, and they count in its limit.</summary>
    private static string Owner(JsonFields fields, Agent? stored, Caller caller)
    {
        var current = stored?.Owner ?? caller.Name;
        var owner = fields.Text("owner", pattern: OwnerName.Shape(), shape: OwnerName.Words) ?? current;
        if (owner != current && !caller.IsAdmin)
        {
            fields.Errors.Add("owner", $"must be {current}; only an admin can {(stored is null ? "register agents for others" : "give an agent to another owner")}");
        }

        return owner;
    }

    private static string[] People(JsonFields fields)
    {
        var people = fields.Texts("sharedWith", maxCount: 100, maxLength: OwnerName.MaxLength) ?? [];
        for (var i = 0; i < people.Count; i++)
        {
            if (people[i].Length is > 0 and <= OwnerName.MaxLength && !OwnerName.Shape().IsMatch(people[i]))
            {
                fields.Errors.Add($"sharedWith[{i}]", $"\"{people[i]}\" is not {OwnerName.Words}");
            }
        }

        return [.. people.Distinct(StringComparer.Ordinal)];
    }

    private static EmptyAnswer[] EmptyAnswers(JsonFields fields, AgentKind kind)
    {
        const string Name = "acceptedEmptyAnswers";
        var accepted = fields.Words<EmptyAnswer>(Name) ?? [];
        if (accepted.Count > 0 && kind != AgentKind.Openai)
        {
            fields.Errors.Add(Name, "is for agents of kind openai only");
        }

        return [.. accepted.Distinct()];
    }

    private static TokenPrices? Prices(JsonFields fields, AgentKind kind)
    {
        const string In = "priceUsdPerMillionTokensIn", Out = "priceUsdPerMillionTokensOut";
        var (priceIn, priceOut) = (fields.Usd(In, TokenPrices.MaxUsd), fields.Usd(Out, TokenPrices.MaxUsd));
        if (priceIn is null && priceOut is null)
        {
            return null;
        }

        if (kind != AgentKind.Openai)
        {
            fields.Errors.Add(priceIn is null ? Out : In, "is for agents of kind openai only; other agents report their own cost");
        }
        else if ((priceIn is null || priceOut is null) && !fields.Errors.Has(In) && !fields.Errors.Has(Out))
        {
            fields.Errors.Add(priceIn is null ? In : Out, "is required if the other price is set; use 0 if those tokens are free");
        }

        return new TokenPrices(priceIn ?? 0, priceOut ?? 0);
    }

    private static Uri Url(JsonFields fields, AgentKind kind, NetworkGuard guard)
    {
        var nowhere = new Uri("http://invalid.invalid/");
        if (fields.Text("url", required: true, max: 2000) is not { } text)
        {
            return nowhere;
        }

        if (!Uri.TryCreate(text, UriKind.Absolute, out var url) || url.Scheme is not ("http" or "https"))
        {
            fields.Errors.Add("url", "must be an absolute http or https address");
            return nowhere;
        }

        if (url.UserInfo.Length > 0 || url.Fragment.Length > 0 || (url.Query.Length > 0 && kind != AgentKind.Webhook))
        {
            fields.Errors.Add("url", kind == AgentKind.Webhook
                ? "must have no user and no fragment; a secret goes under \"secret\""
                : $"must have no user, query or fragment; it is the base that {(kind == AgentKind.Openai ? "/chat/completions" : "/api/task")} is appended to");
        }

        if (guard.Objection(url) is { } objection)
        {
            fields.Errors.Add("url", objection);
        }

        return new Uri(url.AbsoluteUri); // as it is stored
    }
}
