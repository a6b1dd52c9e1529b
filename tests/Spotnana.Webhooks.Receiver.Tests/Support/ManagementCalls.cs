using System.Net;
using System.Text.Json;

namespace Spotnana.Webhooks.Receiver.Tests.Support;

/// <summary>Calls of the management API by a test.</summary>
internal static class ManagementCalls
{
    public static async Task<Answer> CallAsync(this RunningReceiver receiver, HttpMethod method, string target, string? key = null)
    {
        using var request = new HttpRequestMessage(method, target);
        if (key is not null)
            request.Headers.Add("X-Api-Key", key);
        return await RunningReceiver.ReadAsync(await receiver.Management.SendAsync(request));
    }

    public static Task<Answer> AskAsync(this RunningReceiver receiver, string target) => receiver.CallAsync(HttpMethod.Get, target);

    public static Task<Answer> OrderAsync(this RunningReceiver receiver, string target) => receiver.CallAsync(HttpMethod.Post, target);

    /// <summary>The JSON of an answer, which must be a 200.</summary>
    public static JsonElement Json(this Answer answer)
    {
        Assert.Equal((HttpStatusCode.OK, "application/json"), (answer.StatusCode, answer.Header("Content-Type")));
        return JsonDocument.Parse(answer.Body).RootElement;
    }

    /// <summary>The detail of an answer, which must be a problem of this status.</summary>
    public static string Problem(this Answer answer, HttpStatusCode status)
    {
        Assert.Equal((status, "application/problem+json"), (answer.StatusCode, answer.Header("Content-Type")));
        var problem = JsonDocument.Parse(answer.Body).RootElement;
        Assert.Equal((int)status, problem.GetProperty("status").GetInt32());
        return problem.GetProperty("detail").GetString()!;
    }

    public static string? Text(this JsonElement json, string name) => json.TryGetProperty(name, out var value) ? value.GetString() : null;

    public static string[] Ids(this JsonElement page) =>
        [.. page.GetProperty("deliveries").EnumerateArray().Select(delivery => delivery.Text("id")!)];

    /// <summary>The lines of the audit log about what somebody did, without their times.</summary>
    public static string[] Audit(this RunningReceiver receiver) =>
    [
        .. receiver.Log.Events
            .Where(line => line.Properties.TryGetValue("SourceContext", out var source) && source.ToString() == "\"Audit\""
                && line.Properties.ContainsKey("Action"))
            .Select(
                line => line.RenderMessage(System.Globalization.CultureInfo.InvariantCulture).Replace("\"", "", StringComparison.Ordinal)),
    ];
}
