using System.Net;
using Spotnana.Webhooks.Receiver.Tests.Support;

namespace Spotnana.Webhooks.Receiver.Tests.Management;

/// <summary>Loopback without keys: everything but payloads and erasure, and in Development these too.</summary>
public sealed class LocalAccessTests
{
    [Theory]
    [InlineData("Production", HttpStatusCode.Forbidden)]
    [InlineData("Staging", HttpStatusCode.Forbidden)]
    [InlineData("Development", HttpStatusCode.OK)]
    public async Task Without_keys_payloads_and_erasure_are_open_in_Development_only(string environment, HttpStatusCode sensitive)
    {
        using var receiver = new RunningReceiver(environment: environment, map: TestEndpoints.Map);

        foreach (var right in (string[])["metrics", "read", "operate"])
            Assert.Equal(HttpStatusCode.OK, await CallAsync(receiver, TestEndpoints.For(right)));
        foreach (var right in (string[])["payloads", "erase"])
            Assert.Equal(sensitive, await CallAsync(receiver, TestEndpoints.For(right)));
        Assert.Equal(HttpStatusCode.Forbidden, await CallAsync(receiver, TestEndpoints.Undeclared));
    }

    private static async Task<HttpStatusCode> CallAsync(RunningReceiver receiver, string path)
    {
        using var answer = await receiver.Management.PostAsync(new Uri(path, UriKind.Relative), null);
        return answer.StatusCode;
    }
}
