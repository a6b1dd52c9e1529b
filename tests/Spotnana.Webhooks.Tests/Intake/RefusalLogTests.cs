using System.Net;
using Microsoft.Extensions.Time.Testing;
using Spotnana.Webhooks.Intake;
using Spotnana.Webhooks.TestLogging;

namespace Spotnana.Webhooks.Tests.Intake;

public sealed class RefusalLogTests
{
    private readonly FakeTimeProvider _time = new();
    private readonly ListLogger<RefusalLog> _log = new();
    private readonly RefusalLog _refusals;

    public RefusalLogTests() => _refusals = new RefusalLog(_log, _time);

    [Fact]
    public void A_flood_of_forged_requests_hides_no_other_reason_and_no_other_subscription()
    {
        for (var i = 0; i < 1000; i++)
            _refusals.Refused("spotnana", IPAddress.Loopback, 401, "signature-mismatch");
        for (var i = 0; i < 50; i++)
            _refusals.Refused("spotnana", IPAddress.Loopback, 400, "api-version");
        _refusals.Refused("tmc", IPAddress.Loopback, 401, "signature-mismatch");

        Assert.Equal(
            [
                "Refused a request on spotnana from 127.0.0.1: 401 signature-mismatch (0 more for this reason since the last such line)",
                "Refused a request on spotnana from 127.0.0.1: 400 api-version (0 more for this reason since the last such line)",
                "Refused a request on tmc from 127.0.0.1: 401 signature-mismatch (0 more for this reason since the last such line)",
            ],
            _log.Lines.Select(line => line.Text));
    }

    [Fact]
    public void Each_reason_has_a_line_a_second_with_its_own_count()
    {
        for (var i = 0; i < 10; i++)
            _refusals.Refused("spotnana", null, 401, "signature-mismatch");
        for (var i = 0; i < 3; i++)
            _refusals.Refused("spotnana", null, 415, "content-encoding");
        _time.Advance(TimeSpan.FromSeconds(1));
        _refusals.Refused("spotnana", null, 401, "signature-mismatch");
        _refusals.Refused("spotnana", null, 415, "content-encoding");

        Assert.Equal(4, _log.Lines.Count);
        Assert.Contains("401 signature-mismatch (9 more ", _log.Lines[2].Text, StringComparison.Ordinal);
        Assert.Contains("415 content-encoding (2 more ", _log.Lines[3].Text, StringComparison.Ordinal);
    }
}
