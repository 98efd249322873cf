using AgentSched.Api.Access;
using AgentSched.Model.Access;
using Microsoft.AspNetCore.Http;

namespace AgentSched.Api.Door;

/// <summary>Checks whether a known caller has the relation that <see cref="Policy"/> requires to the thing in a route, and loads it.</summary>
public sealed class AccessCheck(ResourceLoader things)
{
    /// <summary>The problem to answer. Null: access is allowed, and the request carries its caller and the thing that its route names.</summary>
    /// <param name="function">The function; it has a rule.</param>
    /// <param name="caller">Who calls it.</param>
    /// <param name="http">The request, with its route values.</param>
    /// <param name="cancel">Ends the call.</param>
    internal async Task<IResult?> ObjectionAsync(string function, Caller caller, HttpContext http, CancellationToken cancel)
    {
        var (need, thing) = Policy.Of(function)!.Value;
        caller.Enter(http);
        if (thing == ResourceKind.None)
        {
            return Refusal.Of(need, caller.Relation, function, owner: null);
        }

        var route = http.Request.RouteValues;
        if (thing == ResourceKind.Owner)
        {
            return Refusal.Of(need, caller.RelationTo(ResourceLoader.NameOf(route)), ResourceLoader.Words(thing, route), owner: null);
        }

        var found = await things.FindAsync(caller, thing, route, cancel);
        found?.Enter(http);
        return Refusal.Of(need, found?.RelationTo(caller) ?? Relation.Stranger, ResourceLoader.Words(thing, route), found?.Owner);
    }
}
