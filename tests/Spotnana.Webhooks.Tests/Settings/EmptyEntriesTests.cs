using Microsoft.Extensions.Configuration;
using Spotnana.Webhooks.Settings;

namespace Spotnana.Webhooks.Tests.Settings;

public sealed class EmptyEntriesTests
{
    [Fact]
    public void Entries_without_a_value_are_kept()
    {
        var settings = new ConfigurationBuilder()
            .AddInMemoryCollection([new("Headers:X-One", "1"), new("Headers:X-Two", ""), new("Headers:X-Three", null)])
            .Build();
        var headers = new Dictionary<string, string> { ["X-One"] = "1" };

        settings.GetSection("Headers").KeepEmpty(headers);

        Assert.Equal(new Dictionary<string, string> { ["X-One"] = "1", ["X-Two"] = "", ["X-Three"] = "" }, headers);
    }
}
