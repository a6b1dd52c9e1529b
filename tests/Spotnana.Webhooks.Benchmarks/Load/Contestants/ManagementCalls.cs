using System.Net.Http.Json;
using System.Text.Json;

namespace Spotnana.Webhooks.Benchmarks.Load.Contestants;

/// <summary>The calls of a Receiver's management API that the runs need.</summary>
internal sealed class ManagementCalls(Uri address)
{
    public const string Key = "benchmark-0123456789abcdef";

    private static readonly HttpClient _client = new(new SocketsHttpHandler { UseProxy = false })
    {
        DefaultRequestHeaders = { { "X-Api-Key", Key } },
    };

    public static IReadOnlyList<string> Rights { get; } = ["read", "erase"];

    public async Task<Progress> ReadProgressAsync()
    {
        var stats = await ReadAsync("/api/stats");
        return new Progress(stats.GetProperty("deliveries").GetProperty("completed").GetInt64(), stats.GetProperty("backlog").GetInt64());
    }

    /// <summary>Begins to erase a traveler of whom nothing is kept: all is looked through, nothing goes.</summary>
    /// <returns>The erasure's id.</returns>
    public async Task<string> EraseStrangerAsync()
    {
        var stranger = $"{{\"traveler\":\"{Guid.NewGuid()}\"}}";
        using var content = new StringContent(stranger, System.Text.Encoding.UTF8, "application/json");
        using var answer = await _client.PostAsync(new Uri(address, "/api/erasures"), content);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    /// <returns>How many deliveries an erasure has looked at, and whether it is complete.</returns>
    public async Task<(long Scanned, bool IsComplete)> ReadErasureAsync(string id)
    {
        var receipt = await ReadAsync($"/api/erasures/{id}");
        return (receipt.GetProperty("scanned").GetInt64(), receipt.TryGetProperty("completedAt", out _));
    }

    private Task<JsonElement> ReadAsync(string path) => _client.GetFromJsonAsync<JsonElement>(new Uri(address, path));
}
