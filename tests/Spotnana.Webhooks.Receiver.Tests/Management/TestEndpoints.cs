using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Spotnana.Webhooks.Management.Access;
using Spotnana.Webhooks.Receiver.Listening;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>An endpoint for each right, for any method; it answers the caller's name.</summary>
internal static class TestEndpoints
{
    public const string Undeclared = "/test/undeclared";

    public static string For(string right) => $"/test/{right}";

    public static void Map(WebApplication app)
    {
        foreach (var right in Enum.GetValues<Right>())
            app.Map(For(right.Name()), (RequestDelegate)TellCallerAsync).RequireRight(right).OnListener(Listener.Management);
        app.Map(Undeclared, (RequestDelegate)TellCallerAsync).OnListener(Listener.Management);
    }

    private static Task TellCallerAsync(HttpContext context) => context.Response.WriteAsync(context.Features.Get<ManagementCaller>()!.Name);
}
