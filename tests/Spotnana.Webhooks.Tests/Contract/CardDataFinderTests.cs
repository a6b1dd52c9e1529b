using System.Text;
using Spotnana.Webhooks.Contract;
using Spotnana.Webhooks.TestSources;

namespace Spotnana.Webhooks.Tests.Contract;

public sealed class CardDataFinderTests
{
    [Theory]
    [InlineData("""{"payload":{"cvv":"123"}}""")]
    [InlineData("""{"payload":{"cvv" : "1234" }}""")]
    [InlineData("""{"payload":[{"cvv":null},{"cvv":"***"},{"cvv":"012"}]}""")]
    [InlineData("""{"payload":{"cvv":123}}""")]
    [InlineData("{\"cvv\"\r\n:\t123")]
    public void A_cvv_of_digits_is_found(string body) => Assert.Equal(CardData.Cvv, Find(body));

    [Theory]
    [InlineData("""{"card":{"number":"4111111111111111"}}""")]
    [InlineData("""{"payload":{"card":{"type":"CREDIT","address":{"lines":["a"]},"number": "4111 1111 1111 1111"}}}""")]
    [InlineData("""{"cards":[{"card":{"number":"4111XXXXXXXX1111"}},{"card":{"number":"378282246310005"}}]}""")]
    [InlineData("""{"card":{"number":"6011-0009-9013-9424","number":"x"}}""")]
    [InlineData("""{"card":{"number":"4111111111111111"},"rest":""")] // it is kept, too
    public void A_whole_card_number_is_found(string body) => Assert.Equal(CardData.Number, Find(body));

    [Fact]
    public void Both_are_found() =>
        Assert.Equal(CardData.Cvv | CardData.Number, Find("""{"card":{"cvv":"999","number":"4111111111111111"}}"""));

    [Theory]
    [InlineData("")]
    [InlineData("not JSON, \"cvv\" or \"number\"")]
    [InlineData("""{"cvv":null}""")]
    [InlineData("""{"cvv":""}""")]
    [InlineData("""{"cvv":"***"}""")]
    [InlineData("""{"cvv":"XXX"}""")]
    [InlineData("""{"cvv":true,"names":["cvv","123"]}""")]
    [InlineData("""{"cvv":"12345"}""")]
    [InlineData("""{"cvv":{"123":"123"}}""")]
    [InlineData("""{"cvv":""")]
    [InlineData("""{"cvv":"12""")]
    [InlineData("""{"card":{"number":"XXXXXXXXXXXX1234"}}""")]
    [InlineData("""{"card":{"number":"4111XXXXXXXX1111"}}""")]
    [InlineData("""{"card":{"number":"************1111"}}""")]
    [InlineData("""{"card":{"number":""}}""")]
    [InlineData("""{"card":{"number":null}}""")]
    [InlineData("""{"card":{"number":"4111111111111112"}}""")] // the check digit does not fit
    [InlineData("""{"card":{"number":"411111111111"}}""")] // too short
    [InlineData("""{"card":{"number":"00000000000000000000"}}""")] // too long
    [InlineData("""{"ticket":{"number":"4111111111111111"}}""")]
    [InlineData("""{"card":{"phone":{"number":"4111111111111111"}}}""")]
    [InlineData("""{"card":[{"number":"4111111111111111"}]}""")]
    [InlineData("""{"card":"x","number":"4111111111111111"}""")]
    [InlineData("""{"card":{},"number":"4111111111111111"}""")]
    public void What_is_masked_absent_or_something_else_is_not(string body) => Assert.Equal(CardData.None, Find(body));

    [Fact]
    public void A_body_as_deep_as_can_be_is_looked_through()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"card\":", 127)) + "{\"number\":\"4111111111111111\"}" + new string('}', 127);

        Assert.Equal(CardData.Number, Find(deep));
        Assert.Equal(CardData.None, Find($"{{\"card\":{deep}}}")); // which is unreadable
    }

    [Fact]
    public void No_sample_has_any() =>
        Assert.All(
            Directory.GetFiles(Path.Combine(Repository.Root, "src", "Spotnana.Webhooks.Testing", "Samples"), "*.json"),
            sample => Assert.Equal(CardData.None, CardDataFinder.Find(File.ReadAllBytes(sample))));

    private static CardData Find(string body) => CardDataFinder.Find(Encoding.UTF8.GetBytes(body));
}
