using AgentSched.Access;
using AgentSched.Http;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Agents;

/// <summary>What every list below an agent begins with: the page asked for, and an agent that the caller may see.</summary>
internal static class AgentPages
{
    public static async Task<IResult> ListAsync(
        this AgentTable agents, HttpRequest request, string agent, Func<Caller, Agent, Paging, Task<IResult>> list, CancellationToken cancel)
    {
        var errors = new FieldErrors();
        var paging = Paging.Read(request, errors);
        if (errors.Any)
        {
            return Problem.Invalid(errors);
        }

        var caller = Caller.Of(request);
        return await agents.FindVisibleAsync(caller, agent, cancel) is { } stored
            ? await list(caller, stored.Agent, paging)
            : Problem.NotFound($"agent \"{agent}\"");
    }
}
