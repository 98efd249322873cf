using AgentSched.Base;
using AgentSched.Model.Agents;
using AgentSched.Storage.Tables;

namespace AgentSched.Year;

/// <summary>Registers the agents, and changes them while they are at work.</summary>
internal sealed class AgentEdits(World world, Machines machines)
{
    /// <summary>Half of them do one thing at a time; some have no room for many who wait.</summary>
    public async Task AddAsync()
    {
        for (var i = 0; i < world.Options.Agents; i++)
        {
            var agent = new Agent
            {
                Tenant = AgentSchedOptions.DefaultTenant,
                Name = Edits.AgentName(i),
                Kind = AgentKind.Trinity,
                Url = new Uri("https://agent.example/"),
                Owner = "nobody",
                SharedWith = [.. Enumerable.Range(0, Edits.OwnerOf(world.Options.Schedules) + 1).Select(Edits.OwnerName)],
                MaxConcurrent = world.Once(2) ? 1 : world.Random.Next(2, 9),
                QueueDepth = world.Once(4) ? world.Random.Next(0, 3) : world.Random.Next(3, 101),
                Timeout = TimeSpan.FromMinutes(10),
                Secret = null,
                Enabled = true,
                CreatedAt = world.Options.Start,
                UpdatedAt = world.Options.Start,
            };
            world.SlotsOf[Keys.Agent(agent.Tenant, agent.Name)] = agent.MaxConcurrent;
            await machines.Any()!.Agents.InsertAsync(agent, CancellationToken.None);
        }
    }

    /// <summary>Now and then somebody disables an agent, and enables it again some hours later.</summary>
    public void Plan()
    {
        var name = Edits.AgentName(world.Random.Next(world.Options.Agents));
        var at = world.Clock.Now + world.About(TimeSpan.FromHours(500.0 / world.Options.Agents));
        machines.At(at, process => SetEnabledAsync(process, name, false), _ => Plan());
        machines.At(at + world.UpTo(TimeSpan.FromHours(5).TotalSeconds), process => SetEnabledAsync(process, name, true));
    }

    private async Task SetEnabledAsync(Process process, string name, bool enabled)
    {
        var stored = (await process.Agents.FindAsync(AgentSchedOptions.DefaultTenant, name, CancellationToken.None))!;
        await process.Agents.UpdateAsync(stored.Agent with { Enabled = enabled }, stored, CancellationToken.None);
        world.Counts.Add("edit of an agent");
    }
}
